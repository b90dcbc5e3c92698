package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

class ThreadsEngineTest {

  interface OnThreads extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.THREADS;
    }
  }

  @Nested
  class Closing extends ClosingContract implements OnThreads {}
}
