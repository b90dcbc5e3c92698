package dev.heddle.eyes;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;

/// A program with faults that are planted in it, or healthy work: it runs in a JVM of its own, and
/// is written in Java 17. Each line that waits for ever has the name of its fault beside it.
public final class Faults {
  private static final int FUTURES = 500;
  private static final int ALIKE = 200;
  private static final int CROWD = 30_000;

  private final String kind;
  private final List<Socket> sockets = new ArrayList<>(); // they stay open

  private Faults(String kind) {
    this.kind = kind;
  }

  /// @param args `platform`, `virtual` or `executor`, and then the faults
  public static void main(String[] args) throws Exception {
    var faults = new Faults(args[0]);
    for (String fault : List.of(args).subList(1, args.length)) {
      faults.plant(fault);
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }

  private Thread start(String name, Healthy.Work work) throws ReflectiveOperationException {
    Runnable whole =
        () -> {
          try {
            work.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    Thread thread = new Thread(whole, name);
    if (!kind.equals("platform")) { // Java 17 has no such methods
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      type.getMethod("name", String.class).invoke(builder, name);
      if (kind.equals("executor")) {
        return startByExecutor((ThreadFactory) type.getMethod("factory").invoke(builder), whole);
      }
      thread = (Thread) type.getMethod("unstarted", Runnable.class).invoke(builder, whole);
    }
    thread.start();
    return thread;
  }

  private static Thread startByExecutor(ThreadFactory threads, Runnable work)
      throws ReflectiveOperationException {
    var started = new CompletableFuture<Thread>();
    ThreadFactory tells =
        task -> {
          Thread thread = threads.newThread(task);
          started.complete(thread);
          return thread;
        };
    ((ExecutorService)
            Executors.class
                .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                .invoke(null, tells))
        .execute(work);
    return started.join();
  }

  private void plant(String fault) throws Exception {
    switch (fault) {
      case "locks" -> crossed(fault, new ReentrantLock(), new ReentrantLock());
      case "writers" ->
          crossed(
              fault,
              new ReentrantReadWriteLock().writeLock(),
              new ReentrantReadWriteLock().writeLock());
      case "readers" -> readers();
      case "upgrade" -> upgrade();
      case "mixed" -> mixed();
      case "monitors" -> monitors();
      case "kinds" -> kinds();
      case "statics" -> statics();
      case "joins" -> joins();
      case "task" -> task();
      case "classes" -> classes();
      case "subclass" -> subclass();
      case "semaphore" -> semaphore();
      case "stamped" -> stamped();
      case "own" -> waitsForItsQueue(pool("own", 1));
      case "timer" ->
          waitsForItsQueue(new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "timer")));
      case "bounded" -> waitsForItsQueue(bounded());
      case "pools" -> pools();
      case "later" -> later();
      case "futures" -> futures();
      case "alike" -> alike();
      case "pinned" -> start("pinned", () -> Pinned.touch());
      case "exhausted" -> exhausted();
      case "carriers" -> carriers();
      case "turn" -> turn();
      case "entered" -> entered();
      case "notified" -> notified();
      case "unseen" -> unseen();
      case "socket" -> socket();
      case "patient" -> patient();
      case "ended" -> ended();
      case "crowd" -> crowd();
      case "blocked" -> blocked();
      case "nasty" ->
          start("\u001b[31mnasty\n\"x\" #7 prio=1", () -> new CountDownLatch(1).await());
      case "healthy" -> Healthy.start(this::start);
      case "lost" -> LostAndKept.start(this::start);
      default -> throw new IllegalArgumentException(fault);
    }
  }

  private void crossed(String name, Lock a, Lock b) throws ReflectiveOperationException {
    var both = new CyclicBarrier(2);
    start(name + "-1", () -> takeBoth(a, b, both));
    start(name + "-2", () -> takeBoth(b, a, both));
  }

  private static void takeBoth(Lock first, Lock second, CyclicBarrier both)
      throws InterruptedException, BrokenBarrierException {
    first.lock();
    both.await();
    second.lock(); // locks, writers
  }

  private void readers() throws ReflectiveOperationException {
    var a = new ReentrantReadWriteLock();
    var b = new ReentrantReadWriteLock();
    var both = new CyclicBarrier(3);
    start(
        "readers-0",
        () -> {
          a.readLock().lock();
          a.readLock().unlock();
          both.await();
          new CountDownLatch(1).await(); // it is no reader any more
        });
    start("readers-1", () -> readThenWrite(a, b, both));
    start("readers-2", () -> readThenWrite(b, a, both));
  }

  private static void readThenWrite(
      ReentrantReadWriteLock read, ReentrantReadWriteLock write, CyclicBarrier both)
      throws InterruptedException, BrokenBarrierException {
    read.readLock().lock();
    both.await();
    write.writeLock().lock(); // readers
  }

  private void upgrade() throws ReflectiveOperationException {
    var lock = new ReentrantReadWriteLock();
    start(
        "upgrade",
        () -> {
          lock.readLock().lock();
          lock.writeLock().lock(); // upgrade
        });
  }

  private void mixed() throws ReflectiveOperationException {
    var monitor = new Object();
    var lock = new ReentrantLock();
    var both = new CyclicBarrier(2);
    start(
        "mixed-1",
        () -> {
          synchronized (monitor) {
            both.await();
            lock.lock(); // mixed
          }
        });
    start(
        "mixed-2",
        () -> {
          lock.lock();
          both.await();
          synchronized (monitor) { // mixed
            lock.unlock(); // mixed
          }
        });
  }

  private void monitors() throws ReflectiveOperationException {
    var a = new Object();
    var b = new Object();
    var both = new CyclicBarrier(2);
    start("monitors-1", () -> enterBoth(a, b, both));
    start("monitors-2", () -> enterBoth(b, a, both));
  }

  private void kinds() throws ReflectiveOperationException {
    var monitor = new Object();
    var lock = new ReentrantLock();
    var both = new CyclicBarrier(2);
    start(
        "kinds-1",
        () -> {
          synchronized (monitor) {
            both.await();
            lock.lock(); // kinds
          }
        });
    Runnable other =
        () -> {
          lock.lock();
          meet(both);
          synchronized (monitor) { // kinds
            lock.unlock(); // kinds
          }
        };
    new Thread(other, "kinds-2").start();
  }

  private void statics() throws ReflectiveOperationException {
    var both = new CyclicBarrier(2);
    start("statics-1", () -> enterBoth(Faults.class, Healthy.class, both));
    start("statics-2", () -> enterBoth(Healthy.class, Faults.class, both));
  }

  private static void enterBoth(Object first, Object second, CyclicBarrier both)
      throws InterruptedException, BrokenBarrierException {
    synchronized (first) {
      both.await();
      synchronized (second) { // monitors, statics
        both.reset(); // monitors, statics
      }
    }
  }

  private void joins() throws Exception {
    var other = new CompletableFuture<Thread>();
    Thread one = start("joins-1", () -> other.get().join()); // joins
    other.complete(start("joins-2", one::join));
  }

  private void task() throws ReflectiveOperationException {
    var lock = new ReentrantLock();
    var both = new CyclicBarrier(2);
    var task =
        new FutureTask<>(() -> {
          both.await();
          lock.lock(); // task
          return "";
        });
    start("task-1", task::run);
    start(
        "task-2",
        () -> {
          lock.lock();
          both.await();
          task.get(); // task
        });
  }

  private static final CyclicBarrier CLASSES = new CyclicBarrier(2);

  private static void meet(CyclicBarrier all) {
    try {
      all.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class First {
    static {
      meet(CLASSES);
      Second.touch(); // classes
    }

    static void touch() {}
  }

  private static final class Second {
    static {
      meet(CLASSES);
      First.touch(); // classes
    }

    static void touch() {}
  }

  private void classes() throws ReflectiveOperationException {
    start("classes-1", () -> First.touch());
    start("classes-2", () -> Second.touch());
  }

  private static final CountDownLatch ABOVE_BEGUN = new CountDownLatch(1);
  private static final CountDownLatch BELOW_BEGUN = new CountDownLatch(1);

  private interface Above {
    int VALUE = begin();

    private static int begin() {
      ABOVE_BEGUN.countDown();
      await(BELOW_BEGUN);
      return Below.touch(); // subclass
    }

    /// An interface is only initialised with a class below it if it has such a method.
    default void some() {}
  }

  /// Is initialised before the interface.
  private static class Begins {
    static {
      BELOW_BEGUN.countDown();
    }
  }

  private static final class Below extends Begins implements Above {
    static int touch() {
      return 1;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void subclass() throws ReflectiveOperationException {
    Healthy.Work touch = Below::touch; // the JVM makes a frame for it that only dumps show
    start("subclass-1", () -> System.out.println(Above.VALUE));
    start(
        "subclass-2",
        () -> {
          await(ABOVE_BEGUN);
          touch.run(); // subclass
        });
  }

  private void semaphore() throws ReflectiveOperationException {
    var permits = new Semaphore(1);
    var lock = new ReentrantLock();
    var both = new CyclicBarrier(2);
    start(
        "semaphore-1",
        () -> {
          lock.lock();
          both.await();
          permits.acquire(); // semaphore
        });
    start(
        "semaphore-2",
        () -> {
          permits.acquire();
          both.await();
          lock.lock(); // semaphore
        });
  }

  private void stamped() throws ReflectiveOperationException {
    var stamps = new StampedLock();
    var lock = new ReentrantLock();
    var both = new CyclicBarrier(2);
    start(
        "stamped-1",
        () -> {
          lock.lock();
          both.await();
          stamps.unlock(stamps.readLock()); // stamped
        });
    start(
        "stamped-2",
        () -> {
          long stamp = stamps.writeLock();
          both.await();
          lock.lock(); // stamped
          stamps.unlock(stamp);
        });
  }

  private ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(threads, work -> new Thread(work, name));
  }

  private void waitsForItsQueue(ExecutorService pool) {
    pool.submit(() -> pool.submit(() -> "").get()); // own, timer, bounded
  }

  private static ExecutorService bounded() {
    return new ThreadPoolExecutor(
        1, 1, 1, TimeUnit.HOURS, new ArrayBlockingQueue<>(4), work -> new Thread(work, "bounded"));
  }

  /// One of two threads waits for a task in its pool's queue, the other for a lock that is held by
  /// a thread outside of the pool, which waits for such a task, too.
  private void pools() throws ReflectiveOperationException {
    ExecutorService pool = pool("pools-1", 2);
    var lock = new ReentrantLock();
    var all = new CyclicBarrier(3);
    pool.execute(() -> {
      meet(all);
      lock.lock(); // pools
    });
    pool.submit(() -> {
      meet(all);
      return pool.submit(() -> "").get(); // pools
    });
    start(
        "pools-2",
        () -> {
          lock.lock();
          all.await();
          pool.submit(() -> "").get(); // pools
        });
  }

  private void later() {
    ExecutorService pool = pool("later", 1);
    pool.execute(() -> {
      var one = CompletableFuture.supplyAsync(() -> "", pool);
      var two = CompletableFuture.runAsync(() -> {}, pool).thenApplyAsync(x -> "", pool);
      one.thenCombine(two, String::concat).thenApply(String::strip).join(); // later
    });
  }

  private void futures() throws ReflectiveOperationException {
    for (int i = 0; i < FUTURES; i++) {
      var never = new CompletableFuture<String>();
      start("futures", () -> never.get()); // futures
    }
  }

  /// Threads each of which waits for a latch of its own, or for a task of its own; and some that
  /// wait for two semaphores.
  private void alike() throws ReflectiveOperationException {
    ExecutorService pool = pool("asleep", 1);
    pool.submit(() -> {
      Thread.sleep(Long.MAX_VALUE);
      return "";
    });
    for (int i = 0; i < ALIKE; i++) {
      start("latch", () -> new CountDownLatch(1).await());
      start("queued", () -> pool.submit(() -> "").get());
    }
    List<Semaphore> two = List.of(new Semaphore(0), new Semaphore(0));
    for (int i = 0; i < 4; i++) {
      Semaphore permits = two.get(i % 2);
      start("permits", () -> permits.acquire(1));
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

  /// With one carrier only: a thread keeps it, and others have none.
  private void exhausted() throws ReflectiveOperationException {
    start("pinned", () -> Pinned.touch());
    for (int i = 0; i < 3; i++) {
      start("ready", () -> System.out.print(""));
    }
  }

  private static final ReentrantLock KEPT = new ReentrantLock();
  private static final ReentrantLock FREE = new ReentrantLock();

  private static final class WaitsForKept {
    static {
      KEPT.lock(); // carriers
    }

    static void touch() {}
  }

  private static final class WaitsForFree {
    static {
      FREE.lock(); // turn
    }

    static void touch() {}
  }

  /// With one carrier only: a thread keeps it and waits for a lock, whose holder has been woken.
  private void carriers() throws ReflectiveOperationException {
    var woken = new CountDownLatch(1);
    start(
        "carriers-1",
        () -> {
          KEPT.lock();
          woken.await(); // carriers
          KEPT.unlock();
        });
    await(KEPT::isLocked);
    start("carriers-2", () -> WaitsForKept.touch());
    await(KEPT::hasQueuedThreads);
    woken.countDown();
  }

  /// The same, but the lock is free: the first in line has been woken.
  private void turn() throws ReflectiveOperationException {
    FREE.lock();
    start("turn-1", () -> FREE.lock()); // turn
    await(FREE::hasQueuedThreads);
    start("turn-2", () -> WaitsForFree.touch());
    await(() -> FREE.getQueueLength() == 2);
    FREE.unlock();
  }

  /// With two carriers only: before JDK 24, a thread keeps one in a monitor and waits for a lock,
  /// and another one keeps the other at that monitor.
  private void entered() throws ReflectiveOperationException {
    var lock = new ReentrantLock();
    var monitor = new Object();
    var woken = new CountDownLatch(1);
    var enters = new CountDownLatch(1);
    start(
        "entered-1",
        () -> {
          lock.lock();
          woken.await(); // entered
          lock.unlock();
        });
    await(lock::isLocked);
    start(
        "entered-2",
        () -> {
          synchronized (monitor) {
            lock.lock(); // entered
          }
        });
    await(lock::hasQueuedThreads);
    start(
        "entered-3",
        () -> {
          enters.countDown();
          synchronized (monitor) { // entered
            lock.unlock(); // entered
          }
        });
    await(enters);
    woken.countDown();
  }

  private void notified() throws ReflectiveOperationException {
    var monitor = new Object();
    start(
        "notified",
        () -> {
          synchronized (monitor) {
            monitor.wait();
          }
        });
  }

  /// Two threads of executors wait for a monitor that a thread of none has, which will give it up.
  private void unseen() throws Exception {
    var monitor = new Object();
    var held = new CountDownLatch(1);
    Runnable holds =
        () -> {
          synchronized (monitor) {
            held.countDown();
            LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
          }
        };
    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, holds);
    held.await();
    for (int i = 0; i < 2; i++) {
      start(
          "unseen",
          () -> {
            synchronized (monitor) {
              held.await();
            }
          });
    }
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /// A client that reads from a server which says nothing; its name is the server's port.
  private void socket() throws Exception {
    var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    start(
        "socket-" + server.getLocalPort(),
        () -> {
          try (var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            client.getInputStream().read(); // socket
          }
        });
    sockets.add(server.accept());
  }

  private void crowd() throws Exception {
    var release = new CountDownLatch(1);
    for (int i = 0; i < CROWD; i++) {
      start("crowd", release::await);
    }
  }

  @SuppressWarnings("EmptySynchronizedStatement")
  private void blocked() throws Exception {
    var monitor = new Object();
    var held = new CountDownLatch(1);
    start(
        "blocked-0",
        () -> {
          synchronized (monitor) {
            held.countDown();
            new CountDownLatch(1).await();
          }
        });
    held.await();
    for (int i = 0; i < CROWD; i++) {
      start(
          "blocked",
          () -> {
            synchronized (monitor) { // it never comes in
              held.countDown();
            }
          });
    }
  }

  /// Their holder has ended; the third gives up after a while.
  private void ended() throws Exception {
    var lock = new ReentrantLock();
    var readWrite = new ReentrantReadWriteLock();
    var held = new CountDownLatch(1);
    Thread holder =
        start(
            "holder",
            () -> {
              lock.lock();
              readWrite.writeLock().lock();
              held.countDown();
            });
    held.await();
    holder.join();
    start("ended-lock", () -> lock.lock()); // ended
    start("ended-lock", () -> lock.lockInterruptibly()); // ended
    start("ended-write", () -> readWrite.readLock().lock()); // ended
    start("patient-3", () -> tryBoth(new ReentrantLock(), lock, new CyclicBarrier(1)));
  }

  /// A cycle that ends: each gives up after a while.
  private void patient() throws ReflectiveOperationException {
    var a = new ReentrantLock();
    var b = new ReentrantLock();
    var both = new CyclicBarrier(2);
    start("patient-1", () -> tryBoth(a, b, both));
    start("patient-2", () -> tryBoth(b, a, both));
    patientWriter(new ReentrantReadWriteLock(), new CountDownLatch(1));
  }

  /// A reader waits for a task that reads, too, and for that waits behind the writer.
  private void patientWriter(ReentrantReadWriteLock lock, CountDownLatch reads)
      throws ReflectiveOperationException {
    var task = new FutureTask<>(() -> lock.readLock().lock(), "");
    start(
        "patient-4",
        () -> {
          lock.readLock().lock();
          reads.countDown();
          task.get();
        });
    start(
        "patient-5",
        () -> {
          reads.await();
          if (lock.writeLock().tryLock(1, TimeUnit.HOURS)) {
            lock.writeLock().unlock();
          }
        });
    start(
        "patient-6",
        () -> {
          while (lock.getQueueLength() == 0) {
            Thread.onSpinWait();
          }
          task.run();
        });
  }

  private static void tryBoth(Lock first, Lock second, CyclicBarrier both)
      throws InterruptedException, BrokenBarrierException {
    first.lock();
    both.await();
    if (!second.tryLock(1, TimeUnit.HOURS)) {
      first.unlock();
    }
  }
}
