package dev.heddle.sim.worlds;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on virtual threads, in worlds.
class VirtualContractWorldTest extends ContractInWorlds {
  VirtualContractWorldTest() {
    super(
        new EngineUnderTest(
            "virtual",
            Engine::virtual,
            Set.of(
                Ability.HANDLERS,
                Ability.MANY_AT_ONCE,
                Ability.DATAGRAMS,
                Ability.LINGERS_WHEN_WOKEN)),
        Seeds.of(5, 8));
  }
}
