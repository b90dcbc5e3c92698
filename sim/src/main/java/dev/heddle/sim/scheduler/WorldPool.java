package dev.heddle.sim.scheduler;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the JDK takes for the scheduler of a world's virtual threads. It has no threads of its own:
/// the JDK accepts nothing but a `ForkJoinPool`.
final class WorldPool extends ForkJoinPool {
  private @Nullable Scheduler world;

  WorldPool() {
    super(1);
  }

  void serve(@Nullable Scheduler next) {
    world = next;
  }

  @Override
  public void execute(Runnable task) {
    Scheduler current = world;
    if (current != null) {
      current.resumed(task, null);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    Scheduler current = world;
    if (current == null) {
      throw new IllegalStateException("the world has ended");
    }
    return current.schedule(task, unit.toNanos(delay));
  }
}
