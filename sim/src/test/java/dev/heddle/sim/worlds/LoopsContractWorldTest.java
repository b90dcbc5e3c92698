package dev.heddle.sim.worlds;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.testkit.contract.EngineUnderTest;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract on event loops, in worlds.
class LoopsContractWorldTest extends ContractInWorlds {
  LoopsContractWorldTest() {
    super(
        new EngineUnderTest(
            "loops",
            () -> Engine.loops(2, LoopPoller.NIO),
            Set.of(
                Ability.HANDLERS,
                Ability.MANY_AT_ONCE,
                Ability.DATAGRAMS,
                Ability.LINGERS_WHEN_WOKEN)),
        Seeds.of(1, 4));
  }
}
