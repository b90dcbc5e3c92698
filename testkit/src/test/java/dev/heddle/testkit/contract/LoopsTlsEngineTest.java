package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.EnumSet;

/// The contract over TLS on event loops with the best poller that this machine has.
class LoopsTlsEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest("loops", () -> Engine.loops(2), EnumSet.allOf(Ability.class));
  }

  @Override
  public boolean overTls() {
    return true;
  }
}
