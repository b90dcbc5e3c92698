package dev.heddle.sim.net;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What threads and selectors wait for: a socket or a listener. All of it needs the network's lock.
public abstract class Pollable {
  /// Bytes, a connection or an end can be taken without waiting.
  public static final int IN = 1;

  /// Bytes can be given without waiting.
  public static final int OUT = 2;

  /// An error, or both directions have ended: everything returns at once.
  public static final int HANG_UP = 4;

  /// Without a deadline.
  public static final long FOREVER = Long.MAX_VALUE;

  private static final Watch[] NONE = {};

  final Boot boot;
  private @Nullable Waiter waiters;
  private Watch[] watches = NONE;

  Pollable(Boot boot) {
    this.boot = boot;
  }

  /// A selector's interest in this.
  @FunctionalInterface
  public interface Watch {
    /// What [#poll] returns has changed. Holds the network's lock; must not wait.
    void changed();
  }

  private static final class Waiter {
    final Thread thread;
    @Nullable Waiter next;

    Waiter(Thread thread, @Nullable Waiter next) {
      this.thread = thread;
      this.next = next;
    }
  }

  /// What can be done without waiting: a set of the bits above.
  public abstract int poll();

  public final Network network() {
    return boot.network;
  }

  public final void watch(Watch watch) {
    Watch[] more = Arrays.copyOf(watches, watches.length + 1);
    more[watches.length] = watch;
    watches = more;
  }

  public final void unwatch(Watch watch) {
    watches = Arrays.stream(watches).filter(each -> !each.equals(watch)).toArray(Watch[]::new);
  }

  /// Wakes all threads and selectors that wait for this.
  public final void changed() {
    wake();
    for (Watch watch : watches) {
      watch.changed();
    }
  }

  /// Wakes the threads that wait for this.
  public final void wake() {
    Waiter first = waiters;
    if (first != null) {
      waiters = null;
      wakeFrom(first);
    }
  }

  /// In the order of their coming.
  private static void wakeFrom(Waiter waiter) {
    if (waiter.next != null) {
      wakeFrom(waiter.next);
    }
    LockSupport.unpark(waiter.thread);
  }

  /// Releases the lock and waits for the next change; may return early, as every park.
  ///
  /// @param deadline as of [Surroundings#nanos()]
  public final void await(long deadline) {
    var me = new Waiter(Thread.currentThread(), waiters);
    waiters = me;
    Network net = boot.network;
    net.unlock();
    try {
      if (deadline == FOREVER) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, deadline - net.nanos());
      }
    } finally {
      net.lock();
      forget(me);
    }
  }

  private void forget(Waiter gone) {
    if (waiters == gone) {
      waiters = gone.next;
      return;
    }
    for (Waiter each = waiters; each != null; each = each.next) {
      if (each.next == gone) {
        each.next = gone.next;
        return;
      }
    }
  }
}
