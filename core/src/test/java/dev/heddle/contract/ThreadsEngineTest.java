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
  class Addresses extends AddressesContract implements OnThreads {}

  @Nested
  class Budget extends BudgetContract implements OnThreads {}

  @Nested
  class BackPressure extends BackPressureContract implements OnThreads {}

  @Nested
  class Client extends ClientContract implements OnThreads {}

  @Nested
  class Closing extends ClosingContract implements OnThreads {}

  @Nested
  class Broken extends BrokenContract implements OnThreads {}

  @Nested
  class Drain extends DrainContract implements OnThreads {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract implements OnThreads {}

  @Nested
  class Ending extends EndingContract implements OnThreads {}

  @Nested
  class Eviction extends EvictionContract implements OnThreads {}

  @Nested
  class Exhaustion extends ExhaustionContract implements OnThreads {}

  @Nested
  class Failure extends FailureContract implements OnThreads {}

  @Nested
  class Frames extends FramesContract implements OnThreads {}

  @Nested
  class Reads extends ReadsContract implements OnThreads {}

  @Nested
  class Group extends GroupContract implements OnThreads {}

  @Nested
  class Idle extends IdleContract implements OnThreads {}

  @Nested
  class Leak extends LeakContract implements OnThreads {}

  @Nested
  class Lifecycle extends LifecycleContract implements OnThreads {}

  @Nested
  class Limits extends LimitsContract implements OnThreads {}

  @Nested
  class Lines extends LinesContract implements OnThreads {}

  @Nested
  class Outbox extends OutboxContract implements OnThreads {}

  @Nested
  class OutboxEnd extends OutboxEndContract implements OnThreads {}

  @Nested
  class OutboxFlood extends OutboxFloodContract implements OnThreads {}

  @Nested
  class Parking extends ParkingContract implements OnThreads {}

  @Nested
  class Protocol extends ProtocolContract implements OnThreads {}

  @Nested
  class ProtocolServer extends ProtocolServerContract implements OnThreads {}

  @Nested
  class Scheduling extends SchedulingContract implements OnThreads {}

  @Nested
  class Stats extends StatsContract implements OnThreads {}

  @Nested
  class Storm extends StormContract implements OnThreads {}

  @Nested
  class View extends ViewContract implements OnThreads {}
}
