package dev.heddle.connection;

import dev.heddle.jdk.Carriers;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Runs a task at an instant that may be moved as often as messages come: a timer that is due
/// before the instant only looks, and is set for the rest, so that moving it costs no timer.
///
/// Thread-safe: all fields are guarded by `lock`, which is held for a few lines only.
final class Deadline {
  /// Added to any instant, it is still later than that.
  private static final long LONGEST = Long.MAX_VALUE / 2;

  private final Runnable task;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean set;
  private long due;
  private @Nullable ScheduledFuture<?> timer;
  private long timerDue;
  private boolean over;

  /// @param task run at most twice, on a thread that must not wait
  Deadline(Runnable task) {
    this.task = task;
  }

  /// The task runs after so many nanoseconds from now, and not when it was to run before.
  void move(long nanos) {
    move(nanos, false);
  }

  /// Likewise, unless it is to run before that anyhow.
  void moveUp(long nanos) {
    move(nanos, true);
  }

  private void move(long nanos, boolean onlyUp) {
    long wait = Math.min(nanos, LONGEST);
    long instant = System.nanoTime() + wait;
    Carriers.lock(lock);
    try {
      if (onlyUp && set && due - instant <= 0) {
        return;
      }
      set = true;
      due = instant;
      if (over || hasTimerBefore(instant)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    start(wait, instant);
  }

  /// The task does not run, unless it does already.
  void remove() {
    Carriers.lock(lock);
    try {
      set = false;
    } finally {
      lock.unlock();
    }
  }

  /// As [#remove()], for good; holds nothing in memory from now on.
  void close() {
    ScheduledFuture<?> unneeded;
    Carriers.lock(lock);
    try {
      over = true;
      set = false;
      unneeded = timer;
      timer = null;
    } finally {
      lock.unlock();
    }
    if (unneeded != null) {
      unneeded.cancel(false);
    }
  }

  private boolean hasTimerBefore(long instant) {
    return timer != null && timerDue - instant <= 0;
  }

  /// Keeps the timer that is due first.
  private void start(long nanos, long instant) {
    ScheduledFuture<?> unneeded = Housekeeping.once(nanos, this::look);
    Carriers.lock(lock);
    try {
      if (!over && !hasTimerBefore(instant)) {
        ScheduledFuture<?> later = timer;
        timer = unneeded;
        timerDue = instant;
        unneeded = later;
      }
    } finally {
      lock.unlock();
    }
    if (unneeded != null) {
      unneeded.cancel(false);
    }
  }

  private void look() {
    long left;
    long instant;
    Carriers.lock(lock);
    try {
      long now = System.nanoTime();
      if (hasTimerBefore(now)) {
        timer = null; // this one
      }
      if (!set) {
        return;
      }
      instant = due;
      left = instant - now;
    } finally {
      lock.unlock();
    }
    if (left > 0) {
      start(left, instant);
    } else {
      task.run();
    }
  }
}
