package dev.heddle.sim.worlds;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on one thread, in worlds.
class BlockingContractWorldTest extends ContractInWorlds {
  BlockingContractWorldTest() {
    super(
        new EngineUnderTest("blocking", Engine::blocking, Set.of(Ability.HANDLERS)),
        Seeds.of(17, 20));
  }
}
