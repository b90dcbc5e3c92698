package planted;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;

/// What the programs do with a request: `/FAULT/PART` becomes one part of a fault and never
/// returns, and `/work` or `/work/KIND` contends for a while. Each line that waits for ever has the
/// name of its fault beside it, and each part belongs to the thread of one request.
final class Planted {
  private static final Map<String, CyclicBarrier> BOTH = new ConcurrentHashMap<>();

  private static final ReentrantLock A = new ReentrantLock();
  private static final ReentrantLock B = new ReentrantLock();
  private static final Object MONITOR_A = new Object();
  private static final Object MONITOR_B = new Object();
  private static final Object MIXED_MONITOR = new Object();
  private static final ReentrantLock MIXED_LOCK = new ReentrantLock();
  private static final ReentrantReadWriteLock READ_A = new ReentrantReadWriteLock();
  private static final ReentrantReadWriteLock READ_B = new ReentrantReadWriteLock();
  private static final ReentrantReadWriteLock UPGRADED = new ReentrantReadWriteLock();
  private static final ReentrantLock JOIN_LOCK = new ReentrantLock();
  private static final ReentrantLock TASK_LOCK = new ReentrantLock();
  private static final FutureTask<String> TASK = new FutureTask<>(Planted::task);
  private static final ExecutorService POOL = Executors.newFixedThreadPool(1);
  private static final Semaphore PERMITS = new Semaphore(1);
  private static final ReentrantLock PERMITS_LOCK = new ReentrantLock();
  private static final ReentrantLock ROW = new ReentrantLock();

  private Planted() {}

  static String answer(String path) throws Exception {
    if (path.startsWith("/work")) {
      Work.once(path.substring(path.lastIndexOf('/') + 1));
      return "ok";
    }
    switch (path.substring(1)) {
      case "locks/1" -> takeBoth("locks", A, B);
      case "locks/2" -> takeBoth("locks", B, A);
      case "monitors/1" -> enterBoth(MONITOR_A, MONITOR_B);
      case "monitors/2" -> enterBoth(MONITOR_B, MONITOR_A);
      case "mixed/1" -> {
        synchronized (MIXED_MONITOR) {
          meet("mixed");
          MIXED_LOCK.lock(); // mixed
        }
      }
      case "mixed/2" -> {
        MIXED_LOCK.lock();
        meet("mixed");
        synchronized (MIXED_MONITOR) { // mixed
          return "never"; // mixed
        }
      }
      case "readers/1" -> readThenWrite(READ_A, READ_B);
      case "readers/2" -> readThenWrite(READ_B, READ_A);
      case "upgrade/1" -> {
        UPGRADED.readLock().lock();
        UPGRADED.writeLock().lock(); // upgrade
      }
      case "task/1" -> TASK.run();
      case "task/2" -> {
        TASK_LOCK.lock();
        meet("task");
        TASK.get(); // task
      }
      case "join/1" -> {
        JOIN_LOCK.lock();
        Thread.ofVirtual().start(() -> JOIN_LOCK.lock()).join(); // join
      }
      case "pool/1" -> POOL.submit(() -> POOL.submit(() -> "").get()).get(); // pool
      case "semaphore/1" -> {
        PERMITS_LOCK.lock();
        meet("semaphore");
        PERMITS.acquire(); // semaphore
      }
      case "semaphore/2" -> {
        PERMITS.acquire();
        meet("semaphore");
        PERMITS_LOCK.lock(); // semaphore
      }
      case "connections/1" -> {
        try (Connection connection = Database.ONE.getConnection()) {
          meet("connections");
          ROW.lock(); // connections
        }
      }
      case "connections/2" -> {
        ROW.lock();
        meet("connections");
        Database.ONE.getConnection().close(); // connections
      }
      case "lost/1" -> new CompletableFuture<String>().get(); // lost
      case "pinned/1" -> Pinned.touch(); // pinned
      case "classes/1" -> First.touch(); // classes
      case "classes/2" -> Second.touch(); // classes
      default -> throw new IllegalArgumentException(path);
    }
    return "ok";
  }

  private static void meet(String fault) throws InterruptedException, BrokenBarrierException {
    BOTH.computeIfAbsent(fault, name -> new CyclicBarrier(2)).await();
  }

  private static void takeBoth(String fault, ReentrantLock first, ReentrantLock second)
      throws Exception {
    first.lock();
    meet(fault);
    second.lock(); // locks
  }

  private static void enterBoth(Object first, Object second) throws Exception {
    synchronized (first) {
      meet("monitors");
      synchronized (second) { // monitors
        BOTH.clear(); // monitors
      }
    }
  }

  private static void readThenWrite(ReentrantReadWriteLock read, ReentrantReadWriteLock write)
      throws Exception {
    read.readLock().lock();
    meet("readers");
    write.writeLock().lock(); // readers
  }

  private static String task() throws Exception {
    meet("task");
    TASK_LOCK.lock(); // task
    return "never";
  }

  static final class Database {
    static final DataSource ONE = one();

    private static DataSource one() {
      var config = new HikariConfig();
      config.setJdbcUrl("jdbc:h2:mem:planted");
      config.setMaximumPoolSize(1);
      config.setConnectionTimeout(Duration.ofMinutes(10).toMillis());
      return new HikariDataSource(config);
    }
  }

  private static final class Pinned {
    static {
      try {
        new CountDownLatch(1).await(); // pinned
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    static void touch() {}
  }

  private static void meetInClass() {
    try {
      meet("classes");
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class First {
    static {
      meetInClass();
      Second.touch(); // classes
    }

    static void touch() {}
  }

  private static final class Second {
    static {
      meetInClass();
      First.touch(); // classes
    }

    static void touch() {}
  }
}
