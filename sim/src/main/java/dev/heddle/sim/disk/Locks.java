package dev.heddle.sim.disk;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;

/// The locks of a file. A host is one program, so two of them that overlap are a mistake.
final class Locks {
  private final List<Lock> held = new ArrayList<>();

  /// One lock.
  private static final class Lock extends FileLock {
    private final Locks locks;

    Lock(Locks locks, FileChannel channel, long from, long size, boolean shared) {
      super(channel, from, size, shared);
      this.locks = locks;
    }

    @Override
    public boolean isValid() {
      return locks.held.contains(this);
    }

    @Override
    public void release() throws IOException {
      if (!channel().isOpen()) {
        throw new ClosedChannelException();
      }
      locks.held.remove(this);
    }
  }

  FileLock lock(FileChannel channel, long from, long size, boolean shared) {
    if (held.stream().anyMatch(lock -> lock.overlaps(from, size))) {
      throw new OverlappingFileLockException();
    }
    var lock = new Lock(this, channel, from, size, shared);
    held.add(lock);
    return lock;
  }

  void release(FileChannel channel) {
    held.removeIf(lock -> lock.channel().equals(channel));
  }

  void crash() {
    held.clear();
  }
}
