package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on virtual threads.
class VirtualEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "virtual",
        Engine::virtual,
        Set.of(
            Ability.HANDLERS, Ability.MANY_AT_ONCE, Ability.DATAGRAMS, Ability.LINGERS_WHEN_WOKEN));
  }
}
