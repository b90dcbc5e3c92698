package dev.heddle.loop;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The virtual thread that waits for one thing on its loop. Belongs to the loop: the thread that
/// waits and the code that wakes it both run there, so no field needs a lock.
public final class Waiter {
  /// Times above this one are no times.
  private static final long FOREVER = Long.MAX_VALUE / 2;

  private @Nullable Thread thread;

  public boolean isWaiting() {
    return thread != null;
  }

  /// Parks until [#wake], for `nanos` at the most.
  ///
  /// @return false if the time has passed
  /// @throws IllegalStateException if another thread waits, which would never be woken: two use
  ///   what is only for one
  public boolean await(long nanos) throws ClosedByInterruptException {
    if (thread != null) {
      throw new IllegalStateException("another thread waits here: " + thread);
    }
    thread = Thread.currentThread();
    long deadline = nanos > FOREVER ? 0 : System.nanoTime() + nanos;
    while (thread != null) {
      if (nanos > FOREVER) {
        LockSupport.park(this);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          thread = null;
          return false;
        }
        LockSupport.parkNanos(this, left);
      }
      if (thread != null && Thread.currentThread().isInterrupted()) {
        thread = null;
        throw new ClosedByInterruptException();
      }
    }
    return true;
  }

  public void wake() {
    Thread waiting = thread;
    if (waiting != null) {
      thread = null;
      LockSupport.unpark(waiting);
    }
  }
}
