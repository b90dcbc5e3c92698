import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Threads that hold a lock and wait for their own tasks, which need it. Runs from its source, with
/// preview features. The first argument is the kind of the threads that wait.
final class Forks {
  private interface Work {
    void run(ReentrantLock lock) throws Exception;
  }

  private static Thread.Builder threads;

  public static void main(String[] args) throws Exception {
    threads = args[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
    fault("join", lock -> join(lock, Thread.ofVirtual()));
    fault("platform", lock -> join(lock, Thread.ofPlatform()));
    fault("stragglers", Forks::stragglers);
    fault("nested", Forks::nested);
    fault("per-task", lock -> close(lock, Executors::newVirtualThreadPerTaskExecutor));
    fault("pool", lock -> close(lock, () -> Executors.newFixedThreadPool(3)));
    fault("single", lock -> close(lock, Executors::newSingleThreadExecutor));
    fault("fork-join", lock -> close(lock, () -> new ForkJoinPool(2)));
    fault("limited", Forks::limited);
    fault("one-of-two", Forks::oneOfTwo);
    fault("outer", Forks::outer);
    fault("await", Forks::await);
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }

  private static void fault(String name, Work work) {
    threads
        .name(name + "-waits")
        .start(
            () -> {
              var lock = new ReentrantLock();
              lock.lock();
              try {
                work.run(lock);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static void join(ReentrantLock lock, Thread.Builder subtasks) throws Exception {
    try (var scope =
        StructuredTaskScope.open(
            Joiner.awaitAll(), with -> with.withThreadFactory(subtasks.factory()))) {
      scope.fork(() -> lock.lock());
      scope.join();
    }
  }

  private static void stragglers(ReentrantLock lock) throws Exception {
    try (var scope = StructuredTaskScope.open()) {
      scope.fork(() -> lock.lock());
      scope.fork(
          () -> {
            throw new IllegalStateException();
          });
      scope.join();
    }
  }

  private static void nested(ReentrantLock lock) throws Exception {
    try (var scope = StructuredTaskScope.open()) {
      scope.fork(Forks::forEver);
      join(lock, Thread.ofVirtual());
    }
  }

  private static void close(ReentrantLock lock, Supplier<ExecutorService> executors) {
    try (ExecutorService executor = executors.get()) {
      executor.submit(() -> lock.lock());
    }
  }

  /// The limit ends the wait.
  private static void limited(ReentrantLock lock) throws Exception {
    try (var scope =
        StructuredTaskScope.open(
            Joiner.awaitAll(), with -> with.withTimeout(Duration.ofHours(1)))) {
      scope.fork(
          () -> {
            lock.lockInterruptibly();
            return 1;
          });
      scope.join();
    }
  }

  /// The other subtask may end and cancel this one.
  private static void oneOfTwo(ReentrantLock lock) throws Exception {
    try (var scope = StructuredTaskScope.open(Joiner.anySuccessfulResultOrThrow())) {
      scope.fork(
          () -> {
            lock.lockInterruptibly();
            return 1;
          });
      scope.fork(
          () -> {
            forEver();
            return 1;
          });
      scope.join();
    }
  }

  /// What is joined is not the innermost scope.
  private static void outer(ReentrantLock lock) throws Exception {
    try (var outer = StructuredTaskScope.open()) {
      outer.fork(Forks::forEver);
      try (var inner = StructuredTaskScope.open()) {
        inner.fork(() -> lock.lock());
        outer.join();
      }
    }
  }

  private static void await(ReentrantLock lock) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    pool.submit(() -> lock.lock());
    pool.shutdown();
    pool.awaitTermination(1, TimeUnit.HOURS);
  }

  private static void forEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
