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
  class Addresses extends AddressesContract implements OnSelector {}

  @Nested
  class Budget extends BudgetContract implements OnSelector {}

  @Nested
  class Ending extends EndingContract implements OnSelector {}

  @Nested
  class Exhaustion extends ExhaustionContract implements OnSelector {}

  @Nested
  class Group extends GroupContract implements OnSelector {}

  @Nested
  class Leak extends LeakContract implements OnSelector {}

  @Nested
  class Lifecycle extends LifecycleContract implements OnSelector {}

  @Nested
  class Outbox extends OutboxContract implements OnSelector {}

  @Nested
  class OutboxEnd extends OutboxEndContract implements OnSelector {}

  @Nested
  class OutboxFlood extends OutboxFloodContract implements OnSelector {}

  @Nested
  class Protocol extends ProtocolContract implements OnSelector {}

  @Nested
  class ProtocolServer extends ProtocolServerContract implements OnSelector {}

  @Nested
  class Storm extends StormContract implements OnSelector {}

  @Nested
  class View extends ViewContract implements OnSelector {}
}
