package dev.heddle.sim;

import dev.heddle.sim.agent.SelfAttach;
import dev.heddle.sim.hooks.Hooks;
import dev.heddle.sim.scheduler.ProgressWatch;
import dev.heddle.sim.scheduler.RunListener;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs a body in many worlds, each under a seed of its own, until one fails. Immutable; worlds run
/// one at a time in a JVM.
///
/// ```java
/// Simulation.of(world -> {
///   var counter = new Counter();
///   Thread one = world.run("one", counter::add);
///   Thread two = world.run("two", counter::add);
///   one.join();
///   two.join();
///   if (counter.value() != 2) throw new AssertionError("an update is lost");
/// }).seeds(1000).run().requireSuccess();
/// ```
public final class Simulation {
  private static final int WARM_UPS = 3;
  private static final long UNLIMITED = Long.MAX_VALUE;

  /// Every so-manieth seed runs twice, to see whether it is the same again.
  private static final int CHECK_EVERY = 50;

  private final World.Body body;
  private final long first;
  private final long seeds;
  private final @Nullable Strategy strategy;
  private final long budgetNanos;
  private final long budgetPoints;
  private final SeedObserver observer;

  private Simulation(
      World.Body body,
      long first,
      long seeds,
      @Nullable Strategy strategy,
      long budgetNanos,
      long budgetPoints,
      SeedObserver observer) {
    this.body = body;
    this.first = first;
    this.seeds = seeds;
    this.strategy = strategy;
    this.budgetNanos = budgetNanos;
    this.budgetPoints = budgetPoints;
    this.observer = observer;
  }

  /// Runs `body` under 1,000 seeds, from 1 on, with several strategies in turn.
  public static Simulation of(World.Body body) {
    return new Simulation(body, 1, 1000, null, UNLIMITED, UNLIMITED, SeedObserver.NONE);
  }

  /// How many seeds to run; at least 1.
  public Simulation seeds(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one seed, not " + count);
    }
    return new Simulation(body, first, count, strategy, budgetNanos, budgetPoints, observer);
  }

  /// The first seed; the others follow it.
  public Simulation from(long seed) {
    return new Simulation(body, seed, seeds, strategy, budgetNanos, budgetPoints, observer);
  }

  public Simulation strategy(Strategy only) {
    return new Simulation(body, first, seeds, only, budgetNanos, budgetPoints, observer);
  }

  /// No new seed begins after this much real time.
  public Simulation budget(Duration most) {
    return new Simulation(body, first, seeds, strategy, most.toNanos(), budgetPoints, observer);
  }

  /// No new seed begins after this many points, at which a thread could have been preempted. Unlike
  /// [#budget], it runs the same seeds on each machine, however busy.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public Simulation points(long most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one point, not " + most);
    }
    return new Simulation(body, first, seeds, strategy, budgetNanos, most, observer);
  }

  /// Follows each run of this simulation, and may end it.
  public Simulation observer(SeedObserver follows) {
    return new Simulation(body, first, seeds, strategy, budgetNanos, budgetPoints, follows);
  }

  /// Runs the worlds, one after the other, until one fails, the seeds or the time are used up, or
  /// the observer ends it.
  ///
  /// @throws IllegalStateException if the agent cannot start, or the caller is a virtual thread
  public Report run() {
    try (ProgressWatch _ = ProgressWatch.begin()) {
      return runAll();
    }
  }

  private Report runAll() {
    long begin = System.nanoTime();
    long points = warmUp();
    var total = new Report.Sum();
    for (long i = 0; i < seeds && (i == 0 || isWithin(total, begin)) && !observer.isOver(); i++) {
      long seed = first + i;
      var plan = plan(seed, points);
      RunResult run = run(plan);
      total.add(run);
      observer.ran(i + 1, seeds);
      if (run.failure() != null) {
        return total.failed(failure(plan, run), System.nanoTime() - begin);
      }
      if (i % CHECK_EVERY == 0) {
        RunResult again = RunResult.of(body, plan, RunListener.NONE);
        if (again.totals().digest() != run.totals().digest()) {
          return total.failed(Failure.differs(body, plan), System.nanoTime() - begin);
        }
      }
    }
    return total.passed(System.nanoTime() - begin);
  }

  private boolean isWithin(Report.Sum total, long begin) {
    return total.points() < budgetPoints && System.nanoTime() - begin < budgetNanos;
  }

  /// A run in which a class was initialized is the same in no other, where this happens at the
  /// beginning: the next one counts.
  private RunResult run(Plan plan) {
    int before = Hooks.countInitialized();
    RunResult run = RunResult.of(body, plan, RunListener.NONE);
    return Hooks.countInitialized() == before ? run : RunResult.of(body, plan, RunListener.NONE);
  }

  private Plan plan(long seed, long points) {
    return Plan.of(seed, strategy == null ? Strategy.mixed(seed) : strategy, points);
  }

  /// Repeats one run.
  public Report replay(Plan plan) {
    try (ProgressWatch _ = ProgressWatch.begin()) {
      return replayOnce(plan);
    }
  }

  private Report replayOnce(Plan plan) {
    long begin = System.nanoTime();
    warmUp();
    var total = new Report.Sum();
    RunResult run = run(plan);
    total.add(run);
    observer.ran(1, 1);
    return run.failure() == null
        ? total.passed(System.nanoTime() - begin)
        : total.failed(failure(plan, run), System.nanoTime() - begin);
  }

  /// Repeats one run, and pauses it before a step of its story: all its threads and its time are
  /// paused until `held` returns.
  ///
  /// @param step from 1, as [Step#number]
  /// @param held gets the step, with the first thing that it is about to do; runs outside of the
  ///   world on a thread of its own, and not at all if the run has fewer steps
  public Report replay(Plan plan, int step, Consumer<Step> held) {
    long begin = System.nanoTime();
    warmUp();
    run(plan);
    var story = new Story();
    RunResult run = HeldRun.of(body, plan, step, held, story);
    var total = new Report.Sum();
    total.add(run);
    observer.ran(1, 1);
    Throwable cause = run.failure();
    return cause == null
        ? total.passed(System.nanoTime() - begin)
        : total.failed(new Failure(plan, cause, null, story.steps()), System.nanoTime() - begin);
  }

  private Failure failure(Plan plan, RunResult run) {
    observer.failed(plan);
    return Failure.of(body, plan, run, observer::isOver);
  }

  /// Loads and initializes classes, which happens once in a JVM and so is the same in no other run.
  /// At first no thread is preempted: one that initializes a class keeps all others from running,
  /// so it must find no lock that one of them holds just now.
  ///
  /// @return about how many points a world has
  private long warmUp() {
    SelfAttach.require();
    long points = 1;
    boolean loads = true;
    for (int i = 1; i <= WARM_UPS && loads; i++) {
      int before = Hooks.countInitialized();
      Strategy order = i == 1 ? Strategy.plain() : Strategy.sparse(8);
      RunResult run = RunResult.of(body, Plan.of(-i, order, points), RunListener.NONE);
      points = Math.max(1, run.totals().points());
      loads = i == 1 || Hooks.countInitialized() != before;
    }
    return points;
  }
}
