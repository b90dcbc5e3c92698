package dev.heddle.testkit.contract;

import dev.heddle.engine.loops.LoopsEngine;
import dev.heddle.loop.uring.TightRings;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.time.Duration;
import java.util.EnumSet;

/// The contract on rings in which everything runs out all the time.
class LoopsTightEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "loops-tight",
        () -> new LoopsEngine(2, TightRings.bitByBit(), Duration.ZERO),
        EnumSet.allOf(Ability.class));
  }
}
