package dev.heddle.sim.worlds;

import dev.heddle.testkit.contract.EngineContract;
import dev.heddle.testkit.contract.EngineUnderTest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The engine contract on the simulated network, unchanged: each behaviour under some seeds. A
/// world's time is its own, and however busy the machine is, no real time bounds it.
@Tag("contract-in-worlds")
@Timeout(value = 100, unit = TimeUnit.DAYS, threadMode = Timeout.ThreadMode.SAME_THREAD)
@ExtendWith(InWorlds.class)
abstract class ContractInWorlds extends EngineContract {
  private final EngineUnderTest engine;
  private final Seeds seeds;

  ContractInWorlds(EngineUnderTest engine, Seeds seeds) {
    this.engine = engine;
    this.seeds = seeds;
  }

  @Override
  public EngineUnderTest engineUnderTest() {
    return engine;
  }

  Seeds seeds() {
    return seeds;
  }
}
