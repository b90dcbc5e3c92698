package dev.heddle.sim.worlds;

import dev.heddle.testkit.contract.EngineContract;
import dev.heddle.testkit.contract.EngineUnderTest;
import org.junit.jupiter.api.extension.ExtendWith;

/// The engine contract on the simulated network, unchanged: each behaviour under some seeds.
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
