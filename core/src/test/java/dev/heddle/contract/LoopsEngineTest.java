package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

class LoopsEngineTest {

  interface OnLoops extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.LOOPS;
    }
  }

  @Nested
  class BackPressure extends BackPressureContract implements OnLoops {}

  @Nested
  class Closing extends ClosingContract implements OnLoops {}

  @Nested
  class Drain extends DrainContract implements OnLoops {}

  @Nested
  class Outbox extends OutboxContract implements OnLoops {}
}
