package dev.heddle.sim.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An open file. Each call takes some time, before it does anything.
final class DiskChannel extends FileChannel {
  private static final int PIECE = 8192;
  private static final String NOT_MAPPED = "files of a simulated disk cannot be mapped";

  private final Content content;
  private final Disk disk;
  private final Access access;
  private final int boot;
  private long position;

  /// @param sync whether what is written is synced at once
  record Access(boolean reads, boolean writes, boolean appends, boolean sync) {}

  DiskChannel(Content content, Disk disk, Access access) {
    this.content = content;
    this.disk = disk;
    this.access = access;
    this.boot = disk.boots();
  }

  private void call() throws IOException {
    requireOpen();
    disk.call();
    requireOpen();
  }

  private void requireOpen() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    if (boot != disk.boots()) {
      throw new IOException("the machine has crashed since the file was opened");
    }
  }

  private void requireReads() {
    if (!access.reads) {
      throw new NonReadableChannelException();
    }
  }

  private void requireWrites() {
    if (!access.writes) {
      throw new NonWritableChannelException();
    }
  }

  private static void requirePosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("position < 0: " + position);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = read(into, position);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public int read(ByteBuffer into, long from) throws IOException {
    requirePosition(from);
    requireReads();
    call();
    return content.read(into, from);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      while (into[i].hasRemaining()) {
        int count = read(into[i]);
        if (count < 0) {
          return sum == 0 ? -1 : sum;
        }
        sum += count;
      }
    }
    return sum;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    requireWrites();
    call();
    if (access.appends) {
      position = content.size();
    }
    int count = put(source, position);
    position += count;
    return count;
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    requirePosition(at);
    requireWrites();
    call();
    return put(source, access.appends ? content.size() : at);
  }

  private int put(ByteBuffer source, long at) throws IOException {
    int count = content.write(source, at, disk);
    if (access.sync) {
      content.sync(disk);
    }
    return count;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      if (sources[i].hasRemaining()) {
        sum += write(sources[i]);
        if (sources[i].hasRemaining()) {
          return sum;
        }
      }
    }
    return sum;
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public FileChannel position(long next) throws IOException {
    requireOpen();
    requirePosition(next);
    position = next;
    return this;
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return content.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("size < 0: " + size);
    }
    requireWrites();
    call();
    if (size < content.size()) {
      content.resize((int) size);
    }
    position = Math.min(position, size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    requireOpen();
    content.sync(disk);
    requireOpen();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
    long sum = 0;
    while (sum < count) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, count - sum));
      if (read(piece, from + sum) <= 0) {
        return sum;
      }
      int written = target.write(piece.flip());
      sum += written;
      if (piece.hasRemaining()) {
        return sum;
      }
    }
    return sum;
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    requireWrites();
    if (at > size()) {
      return 0;
    }
    long sum = 0;
    while (sum < count) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, count - sum));
      if (source.read(piece) <= 0) {
        return sum;
      }
      for (piece.flip(); piece.hasRemaining(); ) {
        sum += write(piece, at + sum);
      }
    }
    return sum;
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) {
    throw new UnsupportedOperationException(NOT_MAPPED);
  }

  @Override
  public MemorySegment map(MapMode mode, long from, long size, Arena arena) {
    throw new UnsupportedOperationException(NOT_MAPPED);
  }

  @Override
  public FileLock lock(long from, long size, boolean shared) throws IOException {
    return tryLock(from, size, shared);
  }

  /// Succeeds unless the same program has a lock there already: each host has a disk of its own.
  @Override
  public FileLock tryLock(long from, long size, boolean shared) throws IOException {
    if (shared) {
      requireReads();
    } else {
      requireWrites();
    }
    call();
    return content.locks().lock(this, from, size, shared);
  }

  @Override
  protected void implCloseChannel() {
    content.locks().release(this);
  }

  @Override
  public String toString() {
    return "file of " + content.size() + " bytes" + (isOpen() ? "" : ", closed");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return boot; // the same in each run
  }
}
