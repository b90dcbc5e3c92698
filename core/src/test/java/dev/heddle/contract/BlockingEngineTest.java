package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

class BlockingEngineTest {

  interface OnBlocking extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.BLOCKING;
    }
  }

  @Nested
  class Closing extends ClosingContract implements OnBlocking {}
}
