package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

/// The contract on a ring in which everything runs out all the time.
class LoopsTightWholeEngineTest {

  interface OnLoops extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.LOOPS_TIGHT_WHOLE;
    }
  }

  @Nested
  class BackPressure extends BackPressureContract implements OnLoops {}

  @Nested
  class Closing extends ClosingContract implements OnLoops {}

  @Nested
  class Broken extends BrokenContract implements OnLoops {}

  @Nested
  class Drain extends DrainContract implements OnLoops {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract implements OnLoops {}

  @Nested
  class Leak extends LeakContract implements OnLoops {}

  @Nested
  class Lines extends LinesContract implements OnLoops {}

  @Nested
  class Storm extends StormContract implements OnLoops {}
}
