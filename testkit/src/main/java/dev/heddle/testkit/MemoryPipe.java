package dev.heddle.testkit;

import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One direction of a connection in memory: at most 64 KiB are under way, as in a socket's buffers.
/// A writer waits while it is full, and a reader while it is empty.
///
/// Thread-safe.
final class MemoryPipe {
  private static final int CAPACITY = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final byte[] ring = new byte[CAPACITY];
  private int start;
  private int size;
  private boolean woken;
  private boolean ended;
  private boolean writerClosed;
  private boolean readerClosed;
  private boolean reset;

  /// As [Transport#read].
  ///
  /// @throws SocketException if the writer has reset the connection
  /// @throws AsynchronousCloseException if the reader's side is closed
  int read(ReadBuffer into, long timeoutNanos) throws IOException {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (true) {
        if (readerClosed) {
          throw new AsynchronousCloseException();
        }
        if (woken) {
          woken = false;
          return Transport.WOKEN;
        }
        if (reset) {
          throw new SocketException("Connection reset");
        }
        if (size > 0) {
          return moveTo(into);
        }
        if (ended) {
          return Transport.END;
        }
        if (left <= 0) {
          return Transport.TIMED_OUT;
        }
        left = await(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private int moveTo(ReadBuffer into) {
    int count = size;
    int first = Math.min(count, CAPACITY - start);
    into.append(ByteBuffer.wrap(ring, start, first));
    into.append(ByteBuffer.wrap(ring, 0, count - first));
    start = (start + count) % CAPACITY;
    size = 0;
    changed.signalAll();
    return count;
  }

  /// Takes what there is room for, at least a byte; waits for room.
  ///
  /// @return how many bytes
  /// @throws SocketException if the reader is gone
  /// @throws AsynchronousCloseException if the writer's side is closed
  int write(ByteBuffer source) throws IOException {
    lock.lock();
    try {
      while (true) {
        if (writerClosed || ended) {
          throw new AsynchronousCloseException();
        }
        if (reset || readerClosed) {
          throw new SocketException("Broken pipe");
        }
        if (size < CAPACITY) {
          return takeFrom(source);
        }
        await(Transport.FOREVER);
      }
    } finally {
      lock.unlock();
    }
  }

  private int takeFrom(ByteBuffer source) {
    int count = Math.min(source.remaining(), CAPACITY - size);
    int end = (start + size) % CAPACITY;
    int first = Math.min(count, CAPACITY - end);
    source.get(ring, end, first);
    source.get(ring, 0, count - first);
    size += count;
    changed.signalAll();
    return count;
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private long await(long nanos) throws IOException {
    try {
      if (nanos == Transport.FOREVER) {
        changed.await();
        return nanos;
      }
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }

  /// The reader's read, or its next one, returns [Transport#WOKEN].
  void wakeReader() {
    change(() -> woken = true);
  }

  /// Nothing more will be written; what is under way is still read.
  void end() {
    change(() -> ended = true);
  }

  /// The writer is gone, as a process that closes its socket: its own writes fail from now on.
  void closeWriter() {
    change(() -> {
      ended = true;
      writerClosed = true;
    });
  }

  /// Nobody reads any more: its own reads fail from now on, and the writer's writes.
  void closeReader() {
    change(() -> readerClosed = true);
  }

  /// The reader sees a reset, and what is under way is lost.
  void reset() {
    change(() -> {
      reset = true;
      writerClosed = true;
      size = 0;
    });
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
