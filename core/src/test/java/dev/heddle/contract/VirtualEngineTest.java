package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

class VirtualEngineTest {

  interface OnVirtual extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.VIRTUAL;
    }
  }

  @Nested
  class Closing extends ClosingContract implements OnVirtual {}
}
