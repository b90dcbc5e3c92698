package dev.heddle.sim.worlds;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on one selector, in worlds.
class SelectorContractWorldTest extends ContractInWorlds {
  SelectorContractWorldTest() {
    super(
        new EngineUnderTest(
            "selector", Engine::selector, Set.of(Ability.MANY_AT_ONCE, Ability.LINGERS_WHEN_WOKEN)),
        Seeds.of(13, 16));
  }
}
