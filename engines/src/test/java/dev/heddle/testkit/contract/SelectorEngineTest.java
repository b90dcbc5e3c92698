package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on one selector, for protocols only.
class SelectorEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "selector", Engine::selector, Set.of(Ability.MANY_AT_ONCE, Ability.LINGERS_WHEN_WOKEN));
  }
}
