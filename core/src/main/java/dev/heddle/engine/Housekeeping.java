package dev.heddle.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The one thread for work that recurs and is not urgent, shared by all servers and clients.
public final class Housekeeping {
  private static final Logger LOG = System.getLogger("dev.heddle");
  private static final ScheduledThreadPoolExecutor THREAD = thread();

  private Housekeeping() {}

  /// Runs a short task again and again until it is cancelled.
  public static ScheduledFuture<?> every(long nanos, Runnable task) {
    return THREAD.scheduleWithFixedDelay(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a recurring task failed", e);
          }
        },
        nanos,
        nanos,
        TimeUnit.NANOSECONDS);
  }

  private static ScheduledThreadPoolExecutor thread() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("heddle-housekeeping").daemon().factory());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
