package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

class SelectorEngineTest {

  interface OnSelector extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.SELECTOR;
    }
  }

  @Nested
  class Outbox extends OutboxContract implements OnSelector {}
}
