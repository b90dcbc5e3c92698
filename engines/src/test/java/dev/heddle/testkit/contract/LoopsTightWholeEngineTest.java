package dev.heddle.testkit.contract;

import dev.heddle.engine.loops.LoopsEngine;
import dev.heddle.loop.uring.TightRings;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Nested;

/// The contract on tight rings with the receive buffers of an older kernel: the topics that they
/// matter to.
class LoopsTightWholeEngineTest implements RunsOn {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "loops-tight-whole",
        () -> new LoopsEngine(2, TightRings.whole(), Duration.ZERO),
        EnumSet.allOf(Ability.class));
  }

  @Nested
  class BackPressure extends BackPressureContract {}

  @Nested
  class Closing extends ClosingContract {}

  @Nested
  class Broken extends BrokenContract {}

  @Nested
  class Drain extends DrainContract {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract {}

  @Nested
  class Leak extends LeakContract {}

  @Nested
  class Lines extends LinesContract {}

  @Nested
  class Storm extends StormContract {}
}
