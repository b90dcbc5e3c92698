package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// One counter, several threads. Reading and writing are two steps; what others write in between is
/// lost. A lock makes one step of the two; an atomic has it built in; and a counter that only one
/// thread touches needs neither.
final class Counter {
  private static final Setting WORKERS = Setting.number("workers", 4, 1, 64, "how many threads");
  private static final Setting INCREMENTS =
      Setting.number("increments", 20_000, 1, 1_000_000, "how often each adds one");

  static final Experiment EXPERIMENT =
      new Experiment(
          "counter",
          "the lost update, counted; then a lock, an atomic, a thread of its own",
          List.of(WORKERS, INCREMENTS),
          settings -> {
            int workers = settings.number(WORKERS);
            int times = settings.number(INCREMENTS);
            return List.of(
                new Scene("nothing", lab -> play(lab, new Bare(lab), workers, times)),
                new Scene("a lock", lab -> play(lab, new Locked(lab), workers, times)),
                new Scene("an atomic", lab -> play(lab, new Atomic(), workers, times)),
                new Scene(
                    "a thread of its own", lab -> play(lab, new Confined(lab), workers, times)));
          });

  private Counter() {}

  /// What several threads add to.
  interface Count {
    void add() throws InterruptedException;

    int total() throws InterruptedException;
  }

  /// @return how many updates were lost
  static int play(Lab lab, Count count, int workers, int times) throws InterruptedException {
    var working = new ArrayList<Lab.Started>();
    for (int i = 1; i <= workers; i++) {
      working.add(
          lab.start(
              "worker " + i,
              () -> {
                for (int n = 0; n < times; n++) {
                  count.add();
                }
                lab.note("has added " + times);
              }));
    }
    for (Lab.Started worker : working) {
      worker.join();
    }
    int expected = workers * times;
    int total = count.total();
    lab.conclude(
        "counted " + total + " of " + expected + ": " + (expected - total) + " updates lost");
    return expected - total;
  }

  /// `count++` as the machine does it: read, add, write. Occasionally a thread loses the processor
  /// between two steps; here it does at every thousandth, so that the effect shows at once.
  static final class Bare implements Count {
    private final Lab lab;
    private int count;

    Bare(Lab lab) {
      this.lab = lab;
    }

    // region bare
    @Override
    public void add() throws InterruptedException {
      int read = count;
      if (read % 1000 == 0) {
        lab.sleep(1);
      }
      count = read + 1;
    }

    // endregion

    @Override
    public int total() {
      return count;
    }
  }

  /// Only the thread that holds the lock reads and writes.
  static final class Locked implements Count {
    private final ReentrantLock lock;
    private int count; // guarded by lock

    Locked(Lab lab) {
      this.lock = lab.lock("count");
    }

    @Override
    public void add() {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int total() {
      lock.lock();
      try {
        return count;
      } finally {
        lock.unlock();
      }
    }
  }

  /// The processor reads, adds and writes in one step.
  static final class Atomic implements Count {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void add() {
      count.incrementAndGet();
    }

    @Override
    public int total() {
      return count.get();
    }
  }

  /// One thread owns the counter; the others send it what to add.
  static final class Confined implements Count {
    private static final int END = 0;

    private final BlockingQueue<Integer> additions = new ArrayBlockingQueue<>(1000);
    private final Lab.Started owner;
    private int count; // the owner's

    Confined(Lab lab) {
      this.owner =
          lab.start(
              "owner",
              () -> {
                for (int n; (n = additions.take()) != END; ) {
                  count += n;
                }
              });
    }

    @Override
    public void add() throws InterruptedException {
      additions.put(1);
    }

    @Override
    public int total() throws InterruptedException {
      additions.put(END);
      owner.join(); // the joining thread sees what the joined one wrote
      return count;
    }
  }
}
