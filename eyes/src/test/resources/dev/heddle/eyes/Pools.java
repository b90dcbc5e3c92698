import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/// Pools that wait for themselves, and threads that hold a lock and wait for a task which needs it;
/// or, with a second argument, the same with a way out. Runs from its source. The first argument is
/// the kind of the threads that wait, and of those of the pools that are not fork-join pools.
final class Pools {
  private interface Work {
    void run(ReentrantLock held) throws Exception;
  }

  /// A task of the program's own, which needs a lock.
  private static final class Locks extends RecursiveTask<String> {
    private final ReentrantLock lock;

    Locks(ReentrantLock lock) {
      this.lock = lock;
    }

    @Override
    protected String compute() {
      lock.lock();
      lock.unlock();
      return "";
    }
  }

  /// A task that some thread of the program completes, not the one that runs it.
  private static final class Promise extends ForkJoinTask<String> {
    @Override
    public String getRawResult() {
      return "";
    }

    @Override
    protected void setRawResult(String result) {}

    @Override
    protected boolean exec() {
      return false;
    }
  }

  private static Thread.Builder threads;

  public static void main(String[] args) throws Exception {
    // A virtual thread keeps its carrier while it waits for a class to be loaded or initialised.
    System.setProperty("jdk.virtualThreadScheduler.parallelism", "16");
    boolean isVirtual = args[0].equals("virtual");
    threads = isVirtual ? Thread.ofVirtual() : Thread.ofPlatform();
    if (args.length == 1) {
      joins();
      queued();
      ownQueues();
    } else {
      waysOut();
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }

  private static void start(String name, Work work) {
    threads
        .name(name)
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

  private static ExecutorService pool(String name, int size) {
    return Executors.newFixedThreadPool(size, threads.name(name).factory());
  }

  private static Callable<String> locks(ReentrantLock lock) {
    return () -> {
      lock.lock();
      lock.unlock();
      return "";
    };
  }

  private static void joins() {
    start("recursive", lock -> new ForkJoinPool(2).submit(new Locks(lock)).join());
    start("callable", lock -> new ForkJoinPool(2).submit(locks(lock)).get());
    start("runnable", lock -> new ForkJoinPool(2).submit(() -> lock.lock()).join());
    start(
        "adapted", lock -> new ForkJoinPool(2).submit(ForkJoinTask.adapt(locks(lock))).join());
  }

  /// In a fork-join pool whose only thread waits for the lock.
  private static void queued() {
    start(
        "behind",
        lock -> {
          ForkJoinPool pool = blocked(lock);
          pool.submit(() -> "").get();
        });
    start(
        "later",
        lock -> {
          ForkJoinPool pool = blocked(lock);
          CompletableFuture.supplyAsync(() -> "", pool).thenApply(String::strip).join();
        });
  }

  private static ForkJoinPool blocked(ReentrantLock lock) throws InterruptedException {
    var pool = new ForkJoinPool(1);
    var begun = new CountDownLatch(1);
    pool.execute(
        () -> {
          begun.countDown();
          lock.lock();
        });
    begun.await();
    return pool;
  }

  private static void ownQueues() {
    ExecutorService one = pool("get", 1);
    one.submit(() -> one.submit(() -> "").get());
    ExecutorService all = pool("all", 1);
    all.submit(() -> all.invokeAll(List.of(() -> 1, () -> 2)));
    ExecutorService any = pool("any", 1);
    any.submit(() -> any.invokeAny(List.of(() -> 1, () -> 2)));
    ExecutorService completion = pool("completion", 1);
    completion.submit(
        () -> new ExecutorCompletionService<String>(completion).submit(() -> "").get());
    ExecutorService future = pool("future", 1);
    future.submit(() -> CompletableFuture.supplyAsync(() -> "", future).join());
    ExecutorService two = pool("two", 2);
    var both = new CyclicBarrier(2);
    for (int i = 0; i < 2; i++) {
      two.submit(
          () -> {
            both.await();
            return two.submit(() -> "").get();
          });
    }
  }

  private static void waysOut() throws Exception {
    start("promise", Pools::promise);
    start("behind-busy", Pools::behindBusy);
    start(
        "limited", lock -> new ForkJoinPool(2).submit(locks(lock)).get(1, TimeUnit.HOURS));
    ExecutorService limited = pool("limited-any", 1);
    limited.submit(() -> limited.invokeAny(List.of(() -> 1), 1, TimeUnit.HOURS));
    var grows =
        new ThreadPoolExecutor(
            1, 2, 1, TimeUnit.HOURS, new ArrayBlockingQueue<>(2), threads.name("grows").factory());
    grows.submit(() -> grows.submit(() -> "").get());
    ExecutorService half = pool("half", 2);
    half.submit(() -> sleep());
    half.submit(() -> half.submit(() -> "").get());
    var spare = new ForkJoinPool(1);
    start("spare", lock -> forEver(() -> spare.submit(() -> spare.submit(() -> "").get()).get()));
    var helps = new ForkJoinPool(2);
    start("helps", lock -> forEver(() -> helps.invoke(new Locks(new ReentrantLock()))));
  }

  /// The thread that completes it is not stuck.
  private static void promise(ReentrantLock lock) throws InterruptedException {
    var promise = new Promise();
    threads.name("completes").start(() -> {
      sleep();
      promise.complete("");
    });
    blocked(lock);
    promise.join();
  }

  /// Its task has not begun; another one of the same class waits for the lock.
  private static void behindBusy(ReentrantLock lock) {
    var busy = new ForkJoinPool(1);
    busy.execute(() -> sleep());
    var task = new Locks(new ReentrantLock());
    busy.execute(task);
    new ForkJoinPool(1).execute(new Locks(lock));
    task.join();
  }

  private static void forEver(Callable<?> work) throws Exception {
    while (true) {
      work.call();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(3_600_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
