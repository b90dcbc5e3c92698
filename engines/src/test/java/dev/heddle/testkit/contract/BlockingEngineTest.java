package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on one thread.
class BlockingEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest("blocking", Engine::blocking, Set.of(Ability.HANDLERS));
  }
}
