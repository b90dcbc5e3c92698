package dev.heddle.sim.scheduler;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Virtual time: a little of it passes at each point, and when no thread can run, it passes at once
/// up to the next timer. Belongs to the world.
final class Clock {
  /// The time begins here, so that none is 0, or before it.
  private static final long BEGIN = 1_000_000_000L;

  private static final long BEGIN_MILLIS = 1_767_225_600_000L; // 2026-01-01T00:00:00Z

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.<Timer>comparingLong(timer -> timer.due).thenComparingLong(t -> t.number));
  private long now = BEGIN;
  private long begin = BEGIN;
  private long nextDue = Long.MAX_VALUE;
  private long numbers;

  long now() {
    return now;
  }

  long millis() {
    return BEGIN_MILLIS + (now - BEGIN) / 1_000_000;
  }

  /// The world begins now.
  void begin() {
    begin = now;
  }

  /// How long ago that is.
  long sinceBegin() {
    return now - begin;
  }

  /// Lets a little time pass, in which code runs or waits busily.
  void pass(long nanos) {
    now += nanos;
  }

  /// Whether a timer is due, unless it has been cancelled.
  boolean isDue() {
    return now >= nextDue;
  }

  /// How long it is until then; below 1 if it is now.
  long untilDue() {
    return nextDue - now;
  }

  Timer after(long nanos, Runnable work) {
    long due = now + Math.max(0, nanos);
    var timer = new Timer(due < 0 ? Long.MAX_VALUE : due, numbers++, work);
    timers.add(timer);
    nextDue = Math.min(nextDue, timer.due);
    return timer;
  }

  /// Fires the timers that are due.
  void runDue() {
    for (Timer timer; (timer = timers.peek()) != null && timer.due <= now; ) {
      timers.remove();
      timer.fire();
    }
    Timer next = timers.peek();
    nextDue = next == null ? Long.MAX_VALUE : next.due;
  }

  /// Lets the time pass up to the next timer, and fires it.
  ///
  /// @return false if there is none
  boolean advance() {
    for (Timer timer; (timer = timers.poll()) != null; ) {
      if (!timer.isDone()) { // a cancelled one lets no time pass
        now = Math.max(now, timer.due);
        timer.fire();
        return true;
      }
    }
    return false;
  }

  /// One timer, as the JDK wants it.
  static final class Timer implements ScheduledFuture<Object> {
    private final long due;
    private final long number;
    private @Nullable Runnable work;

    private Timer(long due, long number, Runnable work) {
      this.due = due;
      this.number = number;
      this.work = work;
    }

    private void fire() {
      Runnable todo = work;
      work = null;
      if (todo != null) {
        todo.run();
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean pending = work != null;
      work = null;
      return pending;
    }

    @Override
    public boolean isDone() {
      return work == null;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public Object get() {
      throw new IllegalStateException("a timer has no result to wait for");
    }

    @Override
    public Object get(long timeout, TimeUnit unit) {
      return get();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }
}
