package dev.heddle.jdk;

import java.lang.System.Logger;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Writes to the log what [Carriers] leave to it, one after the other: a log has locks. If it is
/// slower than they are, some lines are lost, and their number is logged. Thread-safe.
final class LogThread {
  private static final Logger LOG = System.getLogger("dev.heddle");

  /// How many lines may wait.
  private static final int MOST = 1000;

  private static final Queue<Runnable> WAITING = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final AtomicInteger LOST = new AtomicInteger();
  private static volatile boolean busy; // written by the thread
  private static volatile @Nullable Thread thread; // written under the lock

  static { // now, as the housekeeping's: in a simulated world it belongs to no host that may crash
    try {
      start();
    } catch (OutOfMemoryError e) {
      // The next caller tries again.
    }
  }

  private LogThread() {}

  /// Makes sure that it runs: there may be no memory for it when it is needed.
  ///
  /// @throws OutOfMemoryError if there is none now
  static synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("heddle-log").daemon().start(LogThread::run);
    }
  }

  /// Has something done after all that came before, or drops it. Never waits.
  ///
  /// @throws OutOfMemoryError if there is no memory to keep it
  static void add(Runnable work) {
    if (COUNT.incrementAndGet() > MOST) {
      COUNT.decrementAndGet();
      LOST.incrementAndGet();
    } else {
      try {
        WAITING.add(work);
      } catch (OutOfMemoryError e) {
        COUNT.decrementAndGet();
        throw e;
      }
    }
    Thread writing = thread;
    if (writing == null) {
      start();
    } else {
      LockSupport.unpark(writing);
    }
  }

  /// Waits until all that came before is done, or it takes too long.
  static void flush() throws InterruptedException {
    if (COUNT.get() == 0 && !busy) {
      return;
    }
    var done = new CountDownLatch(1);
    add(done::countDown);
    done.await(1, TimeUnit.SECONDS);
  }

  private static void run() {
    while (true) {
      Runnable work = WAITING.poll();
      if (work != null) {
        busy = true; // before the count may be 0
        COUNT.decrementAndGet();
        work.run(); // throws nothing
        busy = false;
      } else if (LOST.get() > 0) {
        int lost = LOST.getAndSet(0);
        SafeLog.warning(LOG, lost + " log lines of loops were lost: the log was too slow");
      } else {
        LockSupport.park(WAITING); // nothing above has parked since the queue was looked at
      }
      Thread.interrupted(); // a thread that is left interrupted cannot park
    }
  }
}
