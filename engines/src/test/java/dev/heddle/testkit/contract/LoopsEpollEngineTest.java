package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.EnumSet;

/// The contract on event loops with epoll.
class LoopsEpollEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "loops-epoll", () -> Engine.loops(2, LoopPoller.EPOLL), EnumSet.allOf(Ability.class));
  }
}
