package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

class LoopsNioEngineTest {

  interface OnLoopsNio extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.LOOPS_NIO;
    }
  }

  @Nested
  class Addresses extends AddressesContract implements OnLoopsNio {}

  @Nested
  class Budget extends BudgetContract implements OnLoopsNio {}

  @Nested
  class BackPressure extends BackPressureContract implements OnLoopsNio {}

  @Nested
  class Client extends ClientContract implements OnLoopsNio {}

  @Nested
  class Closing extends ClosingContract implements OnLoopsNio {}

  @Nested
  class Broken extends BrokenContract implements OnLoopsNio {}

  @Nested
  class Datagram extends DatagramContract implements OnLoopsNio {}

  @Nested
  class Drain extends DrainContract implements OnLoopsNio {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract implements OnLoopsNio {}

  @Nested
  class Ending extends EndingContract implements OnLoopsNio {}

  @Nested
  class Eviction extends EvictionContract implements OnLoopsNio {}

  @Nested
  class Exhaustion extends ExhaustionContract implements OnLoopsNio {}

  @Nested
  class Failure extends FailureContract implements OnLoopsNio {}

  @Nested
  class Frames extends FramesContract implements OnLoopsNio {}

  @Nested
  class Reads extends ReadsContract implements OnLoopsNio {}

  @Nested
  class Group extends GroupContract implements OnLoopsNio {}

  @Nested
  class Idle extends IdleContract implements OnLoopsNio {}

  @Nested
  class Leak extends LeakContract implements OnLoopsNio {}

  @Nested
  class Lifecycle extends LifecycleContract implements OnLoopsNio {}

  @Nested
  class Limits extends LimitsContract implements OnLoopsNio {}

  @Nested
  class Lines extends LinesContract implements OnLoopsNio {}

  @Nested
  class Outbox extends OutboxContract implements OnLoopsNio {}

  @Nested
  class OutboxEnd extends OutboxEndContract implements OnLoopsNio {}

  @Nested
  class OutboxFlood extends OutboxFloodContract implements OnLoopsNio {}

  @Nested
  class Parking extends ParkingContract implements OnLoopsNio {}

  @Nested
  class Protocol extends ProtocolContract implements OnLoopsNio {}

  @Nested
  class ProtocolServer extends ProtocolServerContract implements OnLoopsNio {}

  @Nested
  class Scheduling extends SchedulingContract implements OnLoopsNio {}

  @Nested
  class Stats extends StatsContract implements OnLoopsNio {}

  @Nested
  class Storm extends StormContract implements OnLoopsNio {}

  @Nested
  class View extends ViewContract implements OnLoopsNio {}
}
