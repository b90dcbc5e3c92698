package dev.heddle.eyes;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Work without end and without a fault: much contention, and always in the same order.
final class Healthy {
  private static final int EACH = 6;

  private final ReentrantLock first = new ReentrantLock();
  private final ReentrantLock second = new ReentrantLock();
  private final ReentrantReadWriteLock shared = new ReentrantReadWriteLock();
  private final Semaphore permits = new Semaphore(2);
  private final Semaphore within = new Semaphore(1);
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final ExecutorService patient = Executors.newFixedThreadPool(1);
  private final Object outer = new Object();
  private final Object inner = new Object();
  private long work;

  interface Starter {
    Thread start(String name, Work work) throws ReflectiveOperationException;
  }

  interface Work {
    void run() throws Exception;
  }

  private Healthy() {}

  static void start(Starter starter) throws ReflectiveOperationException {
    var healthy = new Healthy();
    for (int i = 0; i < EACH; i++) {
      starter.start("locks", () -> forEver(healthy::locks));
      starter.start("monitors", () -> forEver(healthy::monitors));
      starter.start("notified", () -> forEver(healthy::notified));
      starter.start("shared", () -> forEver(healthy::shared));
      starter.start("permits", () -> forEver(healthy::permits));
      starter.start("queued", () -> forEver(healthy::queued));
      starter.start("joins", () -> forEver(() -> healthy.joins(starter)));
    }
  }

  private static void forEver(Work work) throws Exception {
    while (true) {
      work.run();
    }
  }

  private void locks() {
    first.lock();
    try {
      second.lock();
      try {
        busy();
      } finally {
        second.unlock();
      }
    } finally {
      first.unlock();
    }
  }

  private void monitors() {
    synchronized (outer) {
      synchronized (inner) {
        busy();
      }
    }
  }

  private void notified() throws InterruptedException {
    synchronized (outer) {
      outer.notifyAll();
      outer.wait(1);
    }
  }

  private void shared() {
    boolean isWriter = ThreadLocalRandom.current().nextInt(10) == 0;
    var lock = isWriter ? shared.writeLock() : shared.readLock();
    lock.lock();
    try {
      busy();
    } finally {
      lock.unlock();
    }
  }

  private void permits() throws InterruptedException {
    permits.acquire();
    try {
      locks();
    } finally {
      permits.release();
    }
  }

  /// One thread of the pool waits for tasks in its queue, for which the other one has to come back;
  /// and the only thread of a pool waits until it gives up.
  private void queued() throws Exception {
    if (within.tryAcquire()) {
      pool.submit(
              () -> {
                pool.submit(this::locks).get();
                CompletableFuture.runAsync(this::monitors, pool).thenRun(this::locks).get();
                within.release();
                return "";
              })
          .get();
    }
    pool.submit(this::locks).get();
    patient
        .submit(() -> {
          var never = CompletableFuture.supplyAsync(() -> "", patient);
          return never.completeOnTimeout("late", 300, TimeUnit.MILLISECONDS).get();
        })
        .get();
  }

  private void joins(Starter starter) throws Exception {
    var task = new FutureTask<>(this::locks, "");
    Thread child = starter.start("child", task::run);
    task.get();
    child.join();
  }

  private void busy() {
    for (int i = 0; i < 200; i++) {
      work += i;
    }
  }
}
