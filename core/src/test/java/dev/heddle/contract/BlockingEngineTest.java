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
  class Addresses extends AddressesContract implements OnBlocking {}

  @Nested
  class Budget extends BudgetContract implements OnBlocking {}

  @Nested
  class BackPressure extends BackPressureContract implements OnBlocking {}

  @Nested
  class Client extends ClientContract implements OnBlocking {}

  @Nested
  class Closing extends ClosingContract implements OnBlocking {}

  @Nested
  class Broken extends BrokenContract implements OnBlocking {}

  @Nested
  class Drain extends DrainContract implements OnBlocking {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract implements OnBlocking {}

  @Nested
  class Ending extends EndingContract implements OnBlocking {}

  @Nested
  class Eviction extends EvictionContract implements OnBlocking {}

  @Nested
  class Exhaustion extends ExhaustionContract implements OnBlocking {}

  @Nested
  class Failure extends FailureContract implements OnBlocking {}

  @Nested
  class Frames extends FramesContract implements OnBlocking {}

  @Nested
  class Reads extends ReadsContract implements OnBlocking {}

  @Nested
  class Group extends GroupContract implements OnBlocking {}

  @Nested
  class Idle extends IdleContract implements OnBlocking {}

  @Nested
  class Leak extends LeakContract implements OnBlocking {}

  @Nested
  class Lifecycle extends LifecycleContract implements OnBlocking {}

  @Nested
  class Limits extends LimitsContract implements OnBlocking {}

  @Nested
  class Lines extends LinesContract implements OnBlocking {}

  @Nested
  class Outbox extends OutboxContract implements OnBlocking {}

  @Nested
  class OutboxEnd extends OutboxEndContract implements OnBlocking {}

  @Nested
  class OutboxFlood extends OutboxFloodContract implements OnBlocking {}

  @Nested
  class Parking extends ParkingContract implements OnBlocking {}

  @Nested
  class Protocol extends ProtocolContract implements OnBlocking {}

  @Nested
  class ProtocolServer extends ProtocolServerContract implements OnBlocking {}

  @Nested
  class Scheduling extends SchedulingContract implements OnBlocking {}

  @Nested
  class Stats extends StatsContract implements OnBlocking {}

  @Nested
  class View extends ViewContract implements OnBlocking {}
}
