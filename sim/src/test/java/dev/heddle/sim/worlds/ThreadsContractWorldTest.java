package dev.heddle.sim.worlds;

import dev.heddle.Engine;
import dev.heddle.testkit.contract.EngineUnderTest;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on a thread for each connection, in worlds.
class ThreadsContractWorldTest extends ContractInWorlds {
  ThreadsContractWorldTest() {
    super(
        new EngineUnderTest(
            "threads", Engine::threads, Set.of(Ability.HANDLERS, Ability.MANY_AT_ONCE)),
        Seeds.of(9, 12));
  }
}
