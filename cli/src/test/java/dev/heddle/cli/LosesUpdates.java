package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.Simulated;
import dev.heddle.sim.World;

/// What [SimTest] gives to `heddle sim`; no test of ours.
class LosesUpdates {
  private int value;

  @Simulated(seeds = 500)
  void twoUpdates(World world) throws InterruptedException {
    Thread one = world.run("one", () -> value++);
    Thread two = world.run("two", () -> value++);
    one.join();
    two.join();
    assertThat(value).isEqualTo(2);
  }

  @Simulated(seeds = 500)
  void oneUpdate(World world) throws InterruptedException {
    world.run("one", () -> value++).join();
    assertThat(value).isEqualTo(1);
  }
}
