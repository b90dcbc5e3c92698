import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// A program to look at: virtual threads that wait, a clock that measures how long the JVM stands
/// still, and, if asked for, two pairs of threads that hand work over. `THREADS [load]`
///
/// Answers each line on its input with `LONGEST-STOP-MS HAND-OVERS`, both since the line before.
final class Parked {
  private static final int DEPTH = 20;
  private static final int PAIRS = 2;
  private static final LongAdder HANDED = new LongAdder();

  private static volatile long longestNanos;

  private Parked() {}

  public static void main(String[] args) throws Exception {
    var queue = new LinkedBlockingQueue<String>();
    var permits = new Semaphore(0);
    int count = Integer.parseInt(args[0]);
    for (int i = 0; i < count; i++) {
      Work work =
          switch (i % 3) {
            case 0 -> queue::take;
            case 1 -> permits::acquire;
            default -> new CompletableFuture<String>()::get;
          };
      Thread.ofVirtual().start(() -> below(DEPTH, work));
    }
    if (args.length > 1) {
      var lock = new ReentrantLock();
      for (int i = 0; i < PAIRS; i++) {
        handOver(new LinkedBlockingQueue<>(1), lock);
      }
    }
    Thread clock = new Thread(Parked::measure);
    clock.setDaemon(true);
    clock.start();
    System.out.println("ready");
    for (int c; (c = System.in.read()) >= 0; ) {
      if (c == '\n') {
        System.out.printf("%.1f %d%n", longestNanos / 1e6, HANDED.sumThenReset());
        longestNanos = 0;
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void below(int depth, Work work) {
    if (depth > 0) {
      below(depth - 1, work);
      return;
    }
    try {
      work.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void handOver(LinkedBlockingQueue<String> queue, ReentrantLock lock) {
    forEver(() -> queue.put("work"));
    forEver(() -> {
      queue.take();
      lock.lock();
      try {
        HANDED.increment();
      } finally {
        lock.unlock();
      }
    });
  }

  private static void forEver(Work work) {
    Thread.ofVirtual()
        .start(() ->
            below(
                0,
                () -> {
                  while (true) {
                    work.run();
                  }
                }));
  }

  private static void measure() {
    long last = System.nanoTime();
    while (true) {
      LockSupport.parkNanos(1_000_000);
      long now = System.nanoTime();
      longestNanos = Math.max(longestNanos, now - last);
      last = now;
    }
  }
}
