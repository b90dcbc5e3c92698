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
  class Closing extends ClosingContract implements OnLoops {}
}
