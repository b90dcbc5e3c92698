package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on event loops with the JDK's selectors.
class LoopsNioEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "loops-nio",
        () -> Engine.loops(2, LoopPoller.NIO),
        Set.of(
            Ability.HANDLERS, Ability.MANY_AT_ONCE, Ability.DATAGRAMS, Ability.LINGERS_WHEN_WOKEN));
  }
}
