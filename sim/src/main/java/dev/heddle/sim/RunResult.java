package dev.heddle.sim;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.scheduler.Chooser;
import dev.heddle.sim.scheduler.PriorityChanges;
import dev.heddle.sim.scheduler.RandomWalk;
import dev.heddle.sim.scheduler.RunListener;
import dev.heddle.sim.scheduler.Scheduler;
import dev.heddle.sim.scheduler.Script;
import dev.heddle.sim.scheduler.Totals;
import dev.heddle.sim.scheduler.WorldInterceptor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The result of one run of a world.
///
/// @param failure why it failed; null if it did not
/// @param totals what it has come to
/// @param faults how many faults were planned
record RunResult(@Nullable Throwable failure, Totals totals, int faults) {

  /// There is one world at a time in a JVM.
  private static final ReentrantLock ONE = new ReentrantLock();

  static RunResult of(World.Body body, Plan plan, RunListener listener) {
    return of(body, plan, chooser(plan), listener);
  }

  /// With another chooser than the plan's.
  static RunResult of(World.Body body, Plan plan, Chooser chooser, RunListener listener) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a world needs a platform thread to run on");
    }
    ONE.lock();
    try {
      var scheduler = new Scheduler(plan.seed(), chooser, listener);
      var surroundings = new WorldSurroundings(scheduler, listener);
      var network = new Network(surroundings);
      var world = new World(plan.seed(), surroundings, network, plan.without());
      scheduler.run(
          new WorldInterceptor(scheduler, new WorldSockets(network)),
          () -> {
            try {
              body.run(world);
              world.check();
            } catch (Throwable e) {
              scheduler.fail(e);
            }
          });
      return new RunResult(scheduler.failure(), scheduler.totals(), world.faults().planned());
    } finally {
      ONE.unlock();
    }
  }

  static Chooser chooser(Plan plan) {
    Strategy strategy = plan.strategy();
    return switch (strategy.kind()) {
      case WALK -> new RandomWalk(plan.seed(), strategy.number());
      case PCT -> new PriorityChanges(plan.seed(), strategy.number(), plan.points());
      case PLAIN -> new Script(plan.decisions());
    };
  }
}
