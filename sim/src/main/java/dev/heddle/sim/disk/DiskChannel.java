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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An open file. Each call takes some time, before it does anything.
final class DiskChannel extends FileChannel {
  private static final int PIECE = 8192;
  private static final String NOT_MAPPED = "files of a simulated disk cannot be mapped";

  private final DiskFile file;
  private final Disk disk;
  private final Access access;
  private final int boot;

  /// Held by calls that use the position, as in the JDK's channels.
  private final ReentrantLock positions = new ReentrantLock();

  private long position;

  /// @param sync whether what is written is synced at once
  record Access(boolean reads, boolean writes, boolean appends, boolean sync) {}

  DiskChannel(DiskFile file, Disk disk, Access access) {
    this.file = file;
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

  /// Begins a call that uses the position: others that do wait until it has ended.
  private void lockPosition() throws IOException {
    requireOpen();
    positions.lock();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    requireReads();
    lockPosition();
    try {
      call();
      int count = file.read(into, position);
      position += Math.max(0, count);
      return count;
    } finally {
      positions.unlock();
    }
  }

  @Override
  public int read(ByteBuffer into, long from) throws IOException {
    requirePosition(from);
    requireReads();
    call();
    return file.read(into, from);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    requireReads();
    lockPosition();
    try {
      call();
      long sum = 0;
      for (int i = offset; i < offset + length; i++) {
        if (into[i].hasRemaining()) {
          int count = file.read(into[i], position);
          if (count < 0) {
            return sum == 0 ? -1 : sum;
          }
          position += count;
          sum += count;
        }
      }
      return sum;
    } finally {
      positions.unlock();
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    requireWrites();
    lockPosition();
    try {
      call();
      if (access.appends) {
        position = file.size();
      }
      int count = file.write(source, position, disk);
      syncWritten();
      position += count;
      return count;
    } finally {
      positions.unlock();
    }
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    requirePosition(at);
    requireWrites();
    call();
    int count = file.write(source, access.appends ? file.size() : at, disk);
    syncWritten();
    return count;
  }

  private void syncWritten() throws IOException {
    if (access.sync) {
      file.sync(disk);
    }
  }

  /// One write, as a kernel's: nothing that others write comes between the buffers.
  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    long all = 0;
    for (int i = offset; i < offset + length; i++) {
      all += sources[i].remaining();
    }
    ByteBuffer gathered = ByteBuffer.allocate(Math.toIntExact(all));
    for (int i = offset; i < offset + length; i++) {
      gathered.put(sources[i].duplicate());
    }
    int count = write(gathered.flip());
    int left = count;
    for (int i = offset; left > 0; i++) {
      int taken = Math.min(left, sources[i].remaining());
      sources[i].position(sources[i].position() + taken);
      left -= taken;
    }
    return count;
  }

  @Override
  public long position() throws IOException {
    lockPosition();
    try {
      return position;
    } finally {
      positions.unlock();
    }
  }

  @Override
  public FileChannel position(long next) throws IOException {
    requireOpen();
    requirePosition(next);
    lockPosition();
    try {
      position = next;
      return this;
    } finally {
      positions.unlock();
    }
  }

  @Override
  public long size() throws IOException {
    lockPosition();
    try {
      return file.size();
    } finally {
      positions.unlock();
    }
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("size < 0: " + size);
    }
    requireWrites();
    lockPosition();
    try {
      call();
      if (size < file.size()) {
        file.resize((int) size);
      }
      position = Math.min(position, size);
      return this;
    } finally {
      positions.unlock();
    }
  }

  @Override
  public void force(boolean metaData) throws IOException {
    requireOpen();
    file.sync(disk);
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
    return file.locks().lock(this, from, size, shared);
  }

  @Override
  protected void implCloseChannel() {
    file.locks().release(this);
  }

  @Override
  public String toString() {
    return "file of " + file.size() + " bytes" + (isOpen() ? "" : ", closed");
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
