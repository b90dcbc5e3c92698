package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.Initializers;
import dev.heddle.sim.example.Initializers.Loops;
import dev.heddle.sim.example.Initializers.Registered;
import dev.heddle.sim.example.Initializers.Registry;
import dev.heddle.sim.example.Initializers.Sleeps;
import dev.heddle.sim.example.Initializers.Spins;
import dev.heddle.sim.example.Initializers.Waits;
import dev.heddle.sim.example.Initializers.WaitsInMonitor;
import dev.heddle.sim.runs.NotSimulatedException;
import org.junit.jupiter.api.Test;

/// While a thread initializes a class, the JVM cannot put it aside, so no other thread runs.
class ClassInitializerTest {
  @Simulated(seeds = 20)
  void anInitializerMaySleep(World world) throws InterruptedException {
    Thread one = world.run("one", () -> assertThat(Sleeps.value()).isEqualTo(5));
    Thread two = world.run("two", () -> assertThat(Sleeps.value()).isEqualTo(5));
    assertThat(Initializers.AFTER_A_SLEEP).hasValue(1);
    one.join();
    two.join();
  }

  @Simulated(seeds = 20)
  void anInitializerThatSleptInAnEarlierWorldTakesNoTimeOfThisOne(World world) {
    assertThat(world.elapsed()).isLessThan(Sleeps.TIME);
  }

  @Simulated(seeds = 20)
  void anInitializerFindsNoLockHeldByAThreadThatWasPreempted(World world)
      throws InterruptedException {
    Thread one = world.run("one", () -> Registry.add("one"));
    Thread two = world.run("two", Registered::use);
    one.join();
    two.join();
    assertThat(Registry.names()).contains("one", "registered");
  }

  private static void assertRefused(World.Body use, Class<?> type) {
    Failure failure = Simulation.of(use).seeds(1).run().failure();
    assertThat(failure).isNotNull();
    assertThat(failure.cause()) // the class remains as it is after the first world
        .isInstanceOf(NoClassDefFoundError.class)
        .cause()
        .hasMessageContaining(NotSimulatedException.class.getName())
        .hasMessageContaining(
            "a wait for other threads in the initializer of "
                + type.getName()
                + " cannot be simulated");
  }

  @Test
  void anInitializerThatWaitsForAnotherThreadIsRefused() {
    assertRefused(world -> Waits.use(), Waits.class);
  }

  @Test
  void oneThatWaitsInAMonitorIsRefused() {
    assertRefused(world -> WaitsInMonitor.use(), WaitsInMonitor.class);
  }

  @Test
  void oneThatWaitsBusilyIsRefused() {
    assertRefused(world -> Spins.use(), Spins.class);
  }

  @Test
  void oneThatNeverEndsIsRefused() {
    assertRefused(world -> Loops.use(), Loops.class);
  }
}
