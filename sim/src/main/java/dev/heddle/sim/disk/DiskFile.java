package dev.heddle.sim.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// The bytes of a file: those that programs see, those that are on the disk, and what has changed
/// since.
final class DiskFile implements Inode {
  private static final int SECTOR = 512;
  private static final int LARGEST = Integer.MAX_VALUE - 1024;

  /// Beyond this, the oldest changes are written back, as a kernel does after a while.
  private static final int MOST_UNSYNCED = 1 << 20;

  /// What a change takes beside its bytes.
  private static final int OVERHEAD = 64;

  private final Bytes seen = new Bytes();
  private final Bytes stored = new Bytes();
  private final Locks locks = new Locks();
  private final Deque<Change> changes = new ArrayDeque<>();
  private final Instant created = Instant.now();
  private Instant changed = created;
  private long unsynced; // bytes that the changes take
  private long written; // changes that have been stored or lost, since the beginning

  /// New bytes at a position; or, without any, a new size.
  private static final class Change {
    final int position;
    final byte[] bytes;

    Change(int position, byte[] bytes) {
      this.position = position;
      this.bytes = bytes;
    }

    boolean isResize() {
      return bytes.length == 0;
    }

    void applyTo(Bytes target) {
      if (isResize()) {
        target.resize(position);
      } else {
        target.put(position, bytes, 0, bytes.length);
      }
    }
  }

  Locks locks() {
    return locks;
  }

  int size() {
    return seen.size();
  }

  /// @return the number of bytes, -1 at the end
  int read(ByteBuffer into, long position) {
    if (position >= seen.size()) {
      return into.hasRemaining() ? -1 : 0;
    }
    return seen.get((int) position, into);
  }

  /// @return the number of bytes, which is less than there are if the disk is full
  int write(ByteBuffer source, long position, Disk disk) throws IOException {
    long end = position + source.remaining();
    if (end > LARGEST) {
      throw new IOException("File too large");
    }
    if (!source.hasRemaining()) {
      return 0;
    }
    int grows = (int) Math.max(0, end - seen.size());
    int missing = grows - disk.grow(grows);
    if (missing >= source.remaining()) {
      throw new IOException("No space left on device");
    }
    byte[] bytes = new byte[source.remaining() - missing];
    source.get(bytes);
    change(new Change((int) position, bytes));
    return bytes.length;
  }

  void resize(int size) {
    change(new Change(size, new byte[0]));
  }

  private void change(Change change) {
    change.applyTo(seen);
    changed = Instant.now();
    changes.add(change);
    unsynced += OVERHEAD + change.bytes.length;
    while (unsynced > MOST_UNSYNCED) {
      take().applyTo(stored);
    }
  }

  private Change take() {
    Change first = changes.remove();
    unsynced -= OVERHEAD + first.bytes.length;
    written++;
    return first;
  }

  @Override
  public void sync(Disk disk) throws IOException {
    long upTo = written + changes.size();
    boolean done = false;
    try {
      disk.sync();
      done = true;
    } finally {
      while (written < upTo) {
        Change change = take();
        if (done) {
          change.applyTo(stored);
        }
      }
    }
  }

  @Override
  public void crash(Loss loss) {
    if (loss.isScattered()) {
      changes.forEach(change -> storeAny(change, loss));
    } else {
      for (int kept = loss.kept(changes.size()); kept > 0; kept--) {
        take().applyTo(stored);
      }
      if (!changes.isEmpty()) {
        storeFirst(changes.element(), loss);
      }
    }
    while (!changes.isEmpty()) {
      take();
    }
    seen.copy(stored);
    locks.crash();
  }

  /// Some sectors of a change, from its first one on.
  private void storeFirst(Change change, Loss loss) {
    int end = change.position + change.bytes.length;
    int sectors = (end + SECTOR - 1) / SECTOR - change.position / SECTOR;
    int to = (change.position / SECTOR + loss.torn(sectors)) * SECTOR;
    int count = Math.min(to, end) - change.position;
    if (count > 0) {
      stored.put(change.position, change.bytes, 0, count);
    }
  }

  /// Any sectors of a change. The size may be kept without the bytes.
  private void storeAny(Change change, Loss loss) {
    if (change.isResize()) {
      if (loss.keepsSector()) {
        change.applyTo(stored);
      }
      return;
    }
    int end = change.position + change.bytes.length;
    for (int from = change.position; from < end; ) {
      int to = Math.min(end, (from / SECTOR + 1) * SECTOR);
      if (loss.keepsSector()) {
        stored.put(from, change.bytes, from - change.position, to - from);
      }
      from = to;
    }
    if (end > stored.size() && loss.keepsSector()) {
      stored.resize(end);
    }
  }

  @Override
  public BasicFileAttributes attributes() {
    return new InodeAttributes(this, false, seen.size(), created, changed);
  }

  /// Bytes that grow. What was never written is 0.
  private static final class Bytes {
    private byte[] array = {};
    private int size;

    int size() {
      return size;
    }

    int get(int position, ByteBuffer into) {
      int count = Math.min(into.remaining(), size - position);
      into.put(array, position, count);
      return count;
    }

    void put(int position, byte[] source, int from, int count) {
      if (position + count > size) {
        resize(position + count);
      }
      System.arraycopy(source, from, array, position, count);
    }

    void resize(int to) {
      if (to > array.length) {
        array = Arrays.copyOf(array, (int) Math.min(LARGEST, Math.max(to, 2L * array.length)));
      } else if (to < size) {
        Arrays.fill(array, to, size, (byte) 0);
      }
      size = to;
    }

    void copy(Bytes other) {
      array = Arrays.copyOf(other.array, other.size);
      size = other.size;
    }
  }
}
