package dev.heddle.sim.scheduler;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Between the JDK and an application's own scheduler of virtual threads, such as an event loop:
/// the scheduler is given a task that takes the virtual thread's place on the thread that runs it.
final class CarriedPool extends ForkJoinPool {
  private final Scheduler world;
  private final ForkJoinPool application;

  CarriedPool(Scheduler world, ForkJoinPool application) {
    super(1);
    this.world = world;
    this.application = application;
  }

  @Override
  public void execute(Runnable continuation) {
    world.resumed(continuation, this);
  }

  /// Gives the application what it is to run.
  void runInApplication(Runnable task) {
    application.execute(task);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return application.schedule(task, delay, unit);
  }
}
