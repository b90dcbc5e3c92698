package dev.heddle.sim;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.scheduler.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// A world that runs: what a simulation's body asks for and arranges. Belongs to the world's
/// threads.
public final class World {
  private static final long LOOK_MILLIS = 1;
  private static final long PATIENCE_MILLIS = 600_000;

  private final long seed;
  private final WorldSurroundings surroundings;
  private final Scheduler scheduler;
  private final Network network;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final List<Forbidden> forbidden = new ArrayList<>();
  private final RandomGenerator random;
  private final Faults faults;

  World(long seed, WorldSurroundings surroundings, Network network, Set<Integer> withoutFaults) {
    this.seed = seed;
    this.surroundings = surroundings;
    this.scheduler = surroundings.scheduler();
    this.network = network;
    this.faults = new Faults(surroundings, network, hosts::values, withoutFaults);
    this.random = scheduler::random;
  }

  /// What runs in a world.
  @FunctionalInterface
  public interface Body {
    void run(World world) throws Exception;
  }

  /// What a thread of a world does. An exception makes the world fail.
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  public long seed() {
    return seed;
  }

  /// The virtual time since the world began.
  public Duration elapsed() {
    return Duration.ofNanos(scheduler.nanos());
  }

  /// Chance that follows from the seed.
  public RandomGenerator random() {
    return random;
  }

  /// Starts a thread, which is one more that the seed can run.
  public Thread run(String name, Work work) {
    return scheduler.start(name, () -> attempt(scheduler, work));
  }

  /// The host of this name, which exists from the first call on. What runs on none in particular
  /// runs on the host "main".
  public Host host(String name) {
    return hosts.computeIfAbsent(name, missing -> new Host(missing, surroundings, network));
  }

  /// The network between the hosts: latencies, partitions and rules.
  public Network network() {
    return network;
  }

  /// What is to go wrong.
  public Faults faults() {
    return faults;
  }

  static void attempt(Scheduler scheduler, Work work) {
    try {
      work.run();
    } catch (Throwable e) {
      scheduler.fail(e);
    }
  }

  /// For a large world: it counts as endless, and fails, after this many points at which a thread
  /// could have been preempted. By default, after five million. A connection that says one line on
  /// event loops passes about 500.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public void endlessAfter(long points) {
    if (points < 1) {
      throw new IllegalArgumentException("at least one point, not " + points);
    }
    scheduler.endlessAfter(points);
  }

  /// Waits until the condition holds; checks each virtual millisecond.
  ///
  /// @throws AssertionError if it does not within ten virtual minutes
  public void eventually(BooleanSupplier condition) throws InterruptedException {
    for (long waited = 0; !scheduler.look(condition); waited += LOOK_MILLIS) {
      if (waited >= PATIENCE_MILLIS) {
        throw new AssertionError("it has not become true within ten virtual minutes");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /// The world fails if the condition holds: checked each virtual millisecond, when the body has
  /// ended, and when the world has. The check runs on no host, so no crash ends it.
  public void never(BooleanSupplier condition) {
    forbidden.add(
        new Forbidden(condition, new AssertionError("what must never be true has become true")));
    if (forbidden.size() == 1) {
      scheduler.startDaemon("never", this::watch);
      scheduler.atEnd(() -> attempt(scheduler, this::check));
    }
  }

  private void watch() {
    try {
      while (true) {
        check();
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void check() {
    for (Forbidden each : List.copyOf(forbidden)) {
      if (scheduler.look(each.condition)) {
        scheduler.fail(each.failure);
      }
    }
  }

  /// @param failure made where the condition was forbidden, so that its stack shows which it is
  private record Forbidden(BooleanSupplier condition, AssertionError failure) {}
}
