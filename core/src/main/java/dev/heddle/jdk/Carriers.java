package dev.heddle.jdk;

import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Threads that carry virtual threads of their own, as those of loops do. Such a thread must not
/// queue for a lock or a monitor: ahead of it in the queue there may be a virtual thread that only
/// it can run, and then neither ever gets the lock. (A monitor that is left wakes one of those that
/// queue, and if that cannot run, nobody else.) The virtual threads themselves may queue.
/// Thread-safe.
public final class Carriers {
  private static final int TRIES_BEFORE_YIELD = 100;

  private static final ThreadLocal<@Nullable BooleanSupplier> CARRIES = new ThreadLocal<>();

  private Carriers() {}

  /// The calling thread may carry virtual threads, from now to its end.
  ///
  /// @param carries whether it does just now; called on the thread itself
  public static void enter(BooleanSupplier carries) {
    CARRIES.set(carries);
  }

  /// Whether the caller must not queue for a lock.
  public static boolean isCaller() {
    if (Thread.currentThread().isVirtual()) {
      return false;
    }
    BooleanSupplier carries = CARRIES.get();
    return carries != null && carries.getAsBoolean();
  }

  /// Takes a lock without queueing where that is forbidden: for locks that are held for a few lines
  /// only, and never by a thread that waits.
  public static void lock(Lock lock) {
    if (isCaller()) {
      lockAtOnce(lock);
    } else {
      lock.lock();
    }
  }

  /// Takes such a lock by trying until it succeeds.
  public static void lockAtOnce(Lock lock) {
    for (int tries = 1; !lock.tryLock(); tries++) {
      if (tries % TRIES_BEFORE_YIELD == 0) {
        Thread.yield(); // its holder is not running, maybe
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
