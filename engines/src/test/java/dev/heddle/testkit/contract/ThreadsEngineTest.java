package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on a thread for each connection.
class ThreadsEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "threads", Engine::threads, Set.of(Ability.HANDLERS, Ability.MANY_AT_ONCE));
  }
}
