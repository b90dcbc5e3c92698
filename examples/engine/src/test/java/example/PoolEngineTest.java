package example;

import dev.heddle.testkit.contract.EngineContract;
import dev.heddle.testkit.contract.EngineUnderTest;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

// region contract
class PoolEngineTest extends EngineContract {
  private static final ExecutorService POOL = Executors.newCachedThreadPool();

  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "pool", () -> new PoolEngine(POOL, 10_000), Set.of(Ability.HANDLERS, Ability.MANY_AT_ONCE));
  }
}
// endregion
