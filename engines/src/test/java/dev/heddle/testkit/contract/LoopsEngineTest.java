package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.EnumSet;

/// The contract on event loops with the best poller that this machine has.
class LoopsEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest("loops", () -> Engine.loops(2), EnumSet.allOf(Ability.class));
  }
}
