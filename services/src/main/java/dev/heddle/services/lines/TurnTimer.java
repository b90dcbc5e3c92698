package dev.heddle.services.lines;

import dev.heddle.text.Durations;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one thing that is to happen unless something else comes first. Thread-safe; `set` and
/// `cancel` never wait.
///
/// The task may have begun already when it is cancelled: it should check whether it is still
/// wanted.
public final class TurnTimer implements AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;
  private @Nullable Future<?> pending; // guarded by this

  /// @param name of the thread on which things happen
  public TurnTimer(String name) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.setRemoveOnCancelPolicy(true);
  }

  /// Replaces the earlier task.
  public synchronized void set(Duration delay, Runnable action) {
    cancel();
    try {
      pending = executor.schedule(action, Durations.nanos(delay), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: nothing is to happen any more.
    }
  }

  public synchronized void cancel() {
    if (pending != null) {
      pending.cancel(false);
      pending = null;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
