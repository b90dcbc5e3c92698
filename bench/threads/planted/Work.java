package planted;

import java.sql.Connection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/// Healthy work of twelve kinds, with much contention: no thread of it waits for ever. Much of it
/// looks like a deadlock at a glance: locks that are tried crosswise, pools whose tasks wait for
/// other tasks, readers that wait for writers.
final class Work {
  private static final Kind[] KINDS = Kind.values();
  private static final ReentrantLock OUTER = new ReentrantLock();
  private static final ReentrantLock INNER = new ReentrantLock(true);
  private static final Object MONITOR = new Object();
  private static final Object WITHIN = new Object();
  private static final ReentrantReadWriteLock SHARED = new ReentrantReadWriteLock();
  private static final StampedLock STAMPED = new StampedLock();
  private static final Semaphore PERMITS = new Semaphore(2);
  private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
  private static final ExecutorService SECOND_POOL = Executors.newFixedThreadPool(1);
  private static final BlockingQueue<Runnable> QUEUE = new ArrayBlockingQueue<>(4);
  private static final ReentrantLock ROOM = new ReentrantLock();
  private static final Condition HAS_ROOM = ROOM.newCondition();
  private static int inRoom; // guarded by ROOM
  private static long count;

  private enum Kind {
    LOCKS,
    MONITORS,
    MIXED,
    CROSSWISE,
    SHARED,
    STAMPED,
    PERMITS,
    POOLS,
    FUTURES,
    JOINS,
    QUEUE,
    CONNECTIONS
  }

  private Work() {}

  /// @param name of the kind, in any case, or `work` for any of them
  static void once(String name) throws Exception {
    Kind kind =
        name.equals("work")
            ? KINDS[ThreadLocalRandom.current().nextInt(KINDS.length)]
            : Kind.valueOf(name.toUpperCase());
    switch (kind) {
      case LOCKS -> locks();
      case MONITORS -> monitors();
      case MIXED -> mixed();
      case CROSSWISE -> crosswise();
      case SHARED -> shared();
      case STAMPED -> stamped();
      case PERMITS -> permits();
      case POOLS -> POOL.submit(() -> SECOND_POOL.submit(Work::locks).get()).get();
      case FUTURES -> CompletableFuture.runAsync(Work::monitors, POOL).thenRun(Work::locks).get();
      case JOINS -> Thread.ofVirtual().start(Work::locks).join();
      case QUEUE -> queue();
      case CONNECTIONS -> connections();
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

  /// Monitors around locks, and rooms for three threads at a time by a condition.
  private static void mixed() throws InterruptedException {
    synchronized (MONITOR) {
      locks();
    }
    ROOM.lock();
    try {
      while (inRoom == 3) {
        HAS_ROOM.await();
      }
      inRoom++;
    } finally {
      ROOM.unlock();
    }
    busy();
    ROOM.lock();
    try {
      inRoom--;
      HAS_ROOM.signal();
    } finally {
      ROOM.unlock();
    }
  }

  /// Two locks in any order, given back if the second is not to be had in time.
  private static void crosswise() throws InterruptedException {
    boolean swapped = ThreadLocalRandom.current().nextBoolean();
    ReentrantLock first = swapped ? INNER : OUTER;
    ReentrantLock second = swapped ? OUTER : INNER;
    for (boolean done = false; !done; ) {
      first.lock();
      try {
        if (second.tryLock(2, TimeUnit.MILLISECONDS)) {
          try {
            busy();
            done = true;
          } finally {
            second.unlock();
          }
        }
      } finally {
        first.unlock();
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

  private static void stamped() {
    long stamp =
        ThreadLocalRandom.current().nextInt(10) == 0 ? STAMPED.writeLock() : STAMPED.readLock();
    try {
      locks();
    } finally {
      STAMPED.unlock(stamp);
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

  /// Tasks go through a short queue to two threads, and their senders wait for them.
  private static void queue() throws InterruptedException {
    var done = new CountDownLatch(1);
    Workers.start();
    QUEUE.put(
        () -> {
          monitors();
          done.countDown();
        });
    done.await();
  }

  private static void connections() throws Exception {
    try (Connection connection = Planted.Database.ONE.getConnection()) {
      locks();
    }
  }

  private static void busy() {
    for (int i = 0; i < 1_000; i++) {
      count += i;
    }
  }

  /// Two threads that take tasks off the queue, for as long as the program runs.
  private static final class Workers {
    static {
      for (int i = 0; i < 2; i++) {
        Thread.ofPlatform().daemon().name("worker-" + i).start(Workers::run);
      }
    }

    static void start() {}

    private static void run() {
      try {
        while (true) {
          QUEUE.take().run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
