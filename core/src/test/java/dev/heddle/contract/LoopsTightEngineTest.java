package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

/// The contract on a ring in which everything runs out all the time.
class LoopsTightEngineTest {

  interface OnLoops extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.LOOPS_TIGHT;
    }
  }

  @Nested
  class Addresses extends AddressesContract implements OnLoops {}

  @Nested
  class Budget extends BudgetContract implements OnLoops {}

  @Nested
  class BackPressure extends BackPressureContract implements OnLoops {}

  @Nested
  class Client extends ClientContract implements OnLoops {}

  @Nested
  class Closing extends ClosingContract implements OnLoops {}

  @Nested
  class Broken extends BrokenContract implements OnLoops {}

  @Nested
  class Datagram extends DatagramContract implements OnLoops {}

  @Nested
  class Drain extends DrainContract implements OnLoops {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract implements OnLoops {}

  @Nested
  class Ending extends EndingContract implements OnLoops {}

  @Nested
  class Eviction extends EvictionContract implements OnLoops {}

  @Nested
  class Failure extends FailureContract implements OnLoops {}

  @Nested
  class Frames extends FramesContract implements OnLoops {}

  @Nested
  class Reads extends ReadsContract implements OnLoops {}

  @Nested
  class Group extends GroupContract implements OnLoops {}

  @Nested
  class Idle extends IdleContract implements OnLoops {}

  @Nested
  class Leak extends LeakContract implements OnLoops {}

  @Nested
  class Lifecycle extends LifecycleContract implements OnLoops {}

  @Nested
  class Limits extends LimitsContract implements OnLoops {}

  @Nested
  class Lines extends LinesContract implements OnLoops {}

  @Nested
  class Outbox extends OutboxContract implements OnLoops {}

  @Nested
  class OutboxEnd extends OutboxEndContract implements OnLoops {}

  @Nested
  class OutboxFlood extends OutboxFloodContract implements OnLoops {}

  @Nested
  class Parking extends ParkingContract implements OnLoops {}

  @Nested
  class Protocol extends ProtocolContract implements OnLoops {}

  @Nested
  class ProtocolServer extends ProtocolServerContract implements OnLoops {}

  @Nested
  class Scheduling extends SchedulingContract implements OnLoops {}

  @Nested
  class Stats extends StatsContract implements OnLoops {}

  @Nested
  class Storm extends StormContract implements OnLoops {}
}
