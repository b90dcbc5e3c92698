package planted;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Healthy work: much contention, always in the same order.
final class Work {
  private static final ReentrantLock OUTER = new ReentrantLock();
  private static final ReentrantLock INNER = new ReentrantLock();
  private static final Object MONITOR = new Object();
  private static final Object WITHIN = new Object();
  private static final ReentrantReadWriteLock SHARED = new ReentrantReadWriteLock();
  private static final Semaphore PERMITS = new Semaphore(2);
  private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
  private static long count;

  private Work() {}

  static void once() throws Exception {
    switch (ThreadLocalRandom.current().nextInt(7)) {
      case 0 -> locks();
      case 1 -> monitors();
      case 2 -> shared();
      case 3 -> permits();
      case 4 -> POOL.submit(Work::locks).get();
      case 5 -> CompletableFuture.runAsync(Work::monitors, POOL).thenRun(Work::locks).get();
      default -> Thread.ofVirtual().start(Work::locks).join();
    }
  }

  private static void locks() {
    OUTER.lock();
    try {
      INNER.lock();
      try {
        busy();
      } finally {
        INNER.unlock();
      }
    } finally {
      OUTER.unlock();
    }
  }

  private static void monitors() {
    synchronized (MONITOR) {
      synchronized (WITHIN) {
        busy();
      }
    }
  }

  private static void shared() {
    boolean writes = ThreadLocalRandom.current().nextInt(10) == 0;
    var lock = writes ? SHARED.writeLock() : SHARED.readLock();
    lock.lock();
    try {
      busy();
    } finally {
      lock.unlock();
    }
  }

  private static void permits() throws InterruptedException {
    PERMITS.acquire();
    try {
      locks();
    } finally {
      PERMITS.release();
    }
  }

  private static void busy() {
    for (int i = 0; i < 1_000; i++) {
      count += i;
    }
  }
}
