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
  class Group extends GroupContract implements OnSelector {}

  @Nested
  class Outbox extends OutboxContract implements OnSelector {}

  @Nested
  class Protocol extends ProtocolContract implements OnSelector {}
}
