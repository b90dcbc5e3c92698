package dev.heddle.loop;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/// The timers of one loop.
///
/// A heap, in which a cancelled timer stays until it comes up or until the cancelled ones are the
/// most: so cancelling is O(1), and adding is O(1) as well where timeouts are alike, because a
/// timer that is due last stays at the heap's end. Belongs to the loop's thread.
public final class Timers {
  private static final int FEW = 64;

  private final PriorityQueue<Timer> heap =
      new PriorityQueue<>(Comparator.comparingLong(Timer::dueInOrder));
  private final long origin = System.nanoTime();
  private int cancelled;

  public boolean isEmpty() {
    return heap.isEmpty();
  }

  /// Runs `task` on the loop's thread in `nanos` nanoseconds.
  public Timer add(long nanos, Runnable task) {
    long due = System.nanoTime() - origin + Math.max(0, nanos);
    var timer = new Timer(due < 0 ? Long.MAX_VALUE : due, task);
    heap.add(timer);
    return timer;
  }

  void runExpired(long now, Consumer<Runnable> runner) {
    for (Timer first; (first = heap.peek()) != null && first.due <= now - origin; ) {
      heap.remove();
      if (first.task == null) {
        cancelled--;
      } else {
        Runnable task = first.task;
        first.task = null;
        first.done = true;
        runner.accept(task);
      }
    }
  }

  long nanosToNext(long now) {
    Timer first = heap.peek();
    return first == null ? Long.MAX_VALUE : Math.max(0, first.due - (now - origin));
  }

  /// A task that is to run; belongs to the loop's thread.
  public final class Timer {
    private final long due;
    private @org.jspecify.annotations.Nullable Runnable task;
    private boolean done;

    private Timer(long due, Runnable task) {
      this.due = due;
      this.task = task;
    }

    /// Does not run it after all; nothing happens if it has run.
    public void cancel() {
      if (task == null) {
        return;
      }
      task = null;
      if (++cancelled > FEW && cancelled > heap.size() / 2) {
        heap.removeIf(timer -> timer.task == null);
        cancelled = 0;
      }
    }

    public boolean isDone() {
      return done;
    }

    private long dueInOrder() {
      return due;
    }
  }
}
