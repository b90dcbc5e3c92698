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
  class Addresses extends AddressesContract implements OnVirtual {}

  @Nested
  class Budget extends BudgetContract implements OnVirtual {}

  @Nested
  class BackPressure extends BackPressureContract implements OnVirtual {}

  @Nested
  class Client extends ClientContract implements OnVirtual {}

  @Nested
  class Closing extends ClosingContract implements OnVirtual {}

  @Nested
  class Broken extends BrokenContract implements OnVirtual {}

  @Nested
  class Datagram extends DatagramContract implements OnVirtual {}

  @Nested
  class Drain extends DrainContract implements OnVirtual {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract implements OnVirtual {}

  @Nested
  class Ending extends EndingContract implements OnVirtual {}

  @Nested
  class Eviction extends EvictionContract implements OnVirtual {}

  @Nested
  class Exhaustion extends ExhaustionContract implements OnVirtual {}

  @Nested
  class Failure extends FailureContract implements OnVirtual {}

  @Nested
  class Frames extends FramesContract implements OnVirtual {}

  @Nested
  class Reads extends ReadsContract implements OnVirtual {}

  @Nested
  class Group extends GroupContract implements OnVirtual {}

  @Nested
  class Idle extends IdleContract implements OnVirtual {}

  @Nested
  class Leak extends LeakContract implements OnVirtual {}

  @Nested
  class Lifecycle extends LifecycleContract implements OnVirtual {}

  @Nested
  class Limits extends LimitsContract implements OnVirtual {}

  @Nested
  class Lines extends LinesContract implements OnVirtual {}

  @Nested
  class Outbox extends OutboxContract implements OnVirtual {}

  @Nested
  class OutboxEnd extends OutboxEndContract implements OnVirtual {}

  @Nested
  class OutboxFlood extends OutboxFloodContract implements OnVirtual {}

  @Nested
  class Parking extends ParkingContract implements OnVirtual {}

  @Nested
  class Protocol extends ProtocolContract implements OnVirtual {}

  @Nested
  class ProtocolServer extends ProtocolServerContract implements OnVirtual {}

  @Nested
  class Scheduling extends SchedulingContract implements OnVirtual {}

  @Nested
  class Stats extends StatsContract implements OnVirtual {}

  @Nested
  class Storm extends StormContract implements OnVirtual {}

  @Nested
  class View extends ViewContract implements OnVirtual {}
}
