package dev.heddle.eyes;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Threads that nothing can wake any more, with `lost` in their names, and threads that something
/// can, with `kept` in theirs. Their lines have these names beside them.
final class LostAndKept {
  private static final List<Object> STATIC = new ArrayList<>();
  private static final ThreadLocal<CompletableFuture<String>> LOCAL = new ThreadLocal<>();
  private static final ClassValue<CompletableFuture<String>> VALUE =
      new ClassValue<>() {
        @Override
        protected CompletableFuture<String> computeValue(Class<?> type) {
          return new CompletableFuture<>();
        }
      };

  private final Healthy.Starter starter;
  private final List<Thread> waiting = new ArrayList<>();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

  private LostAndKept(Healthy.Starter starter) {
    this.starter = starter;
  }

  private void wait(String name, Healthy.Work work) throws ReflectiveOperationException {
    waiting.add(starter.start(name, work));
  }

  /// Returns when all of them wait.
  static void start(Healthy.Starter starter) throws Exception {
    var all = new LostAndKept(starter);
    all.lost();
    all.lostByOthers();
    all.behindHolders();
    all.kept();
    all.keptByThreads();
    for (Thread thread : all.waiting) {
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
  }

  private void lost() throws ReflectiveOperationException {
    for (int i = 0; i < 20; i++) {
      var future = new CompletableFuture<String>();
      wait("lost-future", () -> future.thenApply(String::length).get()); // lost
    }
    wait("lost-latch", () -> new CountDownLatch(1).await()); // lost
    wait("lost-semaphore", () -> new Semaphore(0).acquire()); // lost
    wait("lost-queue", () -> new LinkedBlockingQueue<String>().take()); // lost
    wait("lost-park", () -> parkForEver()); // lost
    var lock = new ReentrantLock();
    wait(
        "lost-condition",
        () -> {
          lock.lock();
          lock.newCondition().await(); // lost
        });
  }

  private static void parkForEver() {
    while (true) {
      LockSupport.park(); // lost
    }
  }

  private void lostByOthers() throws Exception {
    Thread latch = starter.start("lost-first", () -> new CountDownLatch(1).await()); // lost
    if (!latch.getClass().equals(Thread.class)) { // to join a platform thread is a monitor's wait
      wait("lost-join", () -> latch.join()); // lost
    }
    var a = new ReentrantLock();
    var b = new ReentrantLock();
    var both = new CyclicBarrier(2);
    wait("lost-lock-1", () -> takeBoth(a, b, both));
    wait("lost-lock-2", () -> takeBoth(b, a, both));
    var result = new CompletableFuture<String>();
    wait("lost-last", () -> result.get()); // lost
    wait(
        "lost-completer",
        () -> {
          new CountDownLatch(1).await(); // lost
          result.complete("");
        });
  }

  /// Everyone knows the locks, but only the threads that hold them can unlock them.
  private void behindHolders() throws Exception {
    var lost = new ReentrantLock();
    var kept = new ReentrantLock();
    var field = new CompletableFuture<String>();
    STATIC.addAll(List.of(lost, kept, field));
    holder("lost-holder", lost, new CompletableFuture<>());
    holder("kept-holder", kept, field);
    wait("lost-behind", () -> lost.lock()); // lost
    wait("kept-behind", () -> kept.lock());
  }

  private void holder(String name, Lock lock, CompletableFuture<String> until) throws Exception {
    var held = new CountDownLatch(1);
    wait(
        name,
        () -> {
          lock.lock();
          held.countDown();
          until.get(); // lost
          lock.unlock();
        });
    held.await();
  }

  private static void takeBoth(Lock first, Lock second, CyclicBarrier both) throws Exception {
    first.lock();
    both.await();
    second.lock(); // lost
  }

  private void kept() throws ReflectiveOperationException {
    var field = new CompletableFuture<String>();
    STATIC.add(field);
    CompletableFuture<Integer> dependent = field.thenApply(String::length);
    wait("kept-static", () -> dependent.get());
    var weak = new Semaphore(0);
    STATIC.add(new WeakReference<>(weak));
    wait("kept-weak", () -> weak.acquire());
    var hook = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(hook::countDown));
    wait("kept-hook", () -> hook.await());
    var timed = new CompletableFuture<String>();
    timer.schedule(() -> timed.complete(""), 1, TimeUnit.HOURS);
    wait("kept-timer", () -> timed.get());
    var value = VALUE.get(LostAndKept.class);
    wait("kept-class-value", () -> value.get());
    wait("kept-timeout", () -> new Semaphore(0).tryAcquire(1, TimeUnit.HOURS));
    var unstarted = new CountDownLatch(1);
    STATIC.add(new Thread(unstarted::countDown));
    wait("kept-unstarted", () -> unstarted.await());
  }

  private void keptByThreads() throws Exception {
    var sleeper = new CountDownLatch(1);
    wait("kept-by-sleeper", () -> sleeper.await());
    wait(
        "sleeper",
        () -> {
          Thread.sleep(3_600_000);
          sleeper.countDown();
        });
    var local = new CompletableFuture<String>();
    wait("kept-by-thread-local", () -> local.get());
    wait(
        "sleeper",
        () -> {
          LOCAL.set(local);
          Thread.sleep(3_600_000);
        });
    var chain = new CompletableFuture<String>();
    var first = new CountDownLatch(1);
    STATIC.add(first);
    wait(
        "kept-first",
        () -> {
          first.await();
          chain.complete("");
        });
    wait("kept-by-kept", () -> chain.get());
    wait("kept-parked", () -> LockSupport.park());
    STATIC.add(waiting.get(waiting.size() - 1));
  }
}
