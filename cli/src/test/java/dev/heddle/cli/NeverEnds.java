package dev.heddle.cli;

import dev.heddle.sim.Simulated;
import dev.heddle.sim.World;

/// What [SimTest] gives to `heddle sim`; no test of ours.
class NeverEnds {

  @Simulated
  void withoutAPoint(World world) {
    System.out.println("has begun");
    while (true) {
      // No world gets in between.
    }
  }
}
