package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract over TLS on one thread.
class BlockingTlsEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest("blocking", Engine::blocking, Set.of(Ability.HANDLERS));
  }

  @Override
  public boolean overTls() {
    return true;
  }
}
