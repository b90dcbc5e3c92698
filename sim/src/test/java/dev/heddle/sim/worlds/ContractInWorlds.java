package dev.heddle.sim.worlds;

import dev.heddle.testkit.contract.EngineContract;
import dev.heddle.testkit.contract.EngineUnderTest;
import org.junit.jupiter.api.extension.ExtendWith;

/// The engine contract on the simulated network, unchanged: each behaviour under 20 seeds, or as
/// many as `-Dheddle.sim.seeds` says. On demand, by `-Dheddle.sim.contract=true`.
@ExtendWith(InWorlds.class)
abstract class ContractInWorlds extends EngineContract {
  private final EngineUnderTest engine;

  ContractInWorlds(EngineUnderTest engine) {
    this.engine = engine;
  }

  @Override
  public EngineUnderTest engineUnderTest() {
    return engine;
  }
}
