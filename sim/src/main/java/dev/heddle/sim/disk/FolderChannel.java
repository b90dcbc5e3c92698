package dev.heddle.sim.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/// An open folder: it can be synced, as on Linux, and nothing else.
final class FolderChannel extends FileChannel {
  private final Folder folder;
  private final Disk disk;

  FolderChannel(Folder folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    folder.sync(disk);
  }

  private static IOException refused() {
    return new IOException("Is a directory");
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    throw refused();
  }

  @Override
  public int read(ByteBuffer into, long from) throws IOException {
    throw refused();
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    throw refused();
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    throw refused();
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    throw refused();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    throw refused();
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  public FileChannel position(long next) throws IOException {
    throw refused();
  }

  @Override
  public long size() throws IOException {
    throw refused();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    throw refused();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
    throw refused();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    throw refused();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) throws IOException {
    throw refused();
  }

  @Override
  public FileLock lock(long from, long size, boolean shared) throws IOException {
    throw refused();
  }

  @Override
  public FileLock tryLock(long from, long size, boolean shared) throws IOException {
    throw refused();
  }

  @Override
  protected void implCloseChannel() {
    // Nothing is held.
  }
}
