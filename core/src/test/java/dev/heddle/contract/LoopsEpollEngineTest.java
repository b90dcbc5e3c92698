package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

class LoopsEpollEngineTest {

  interface OnLoopsEpoll extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.LOOPS_EPOLL;
    }
  }

  @Nested
  class Addresses extends AddressesContract implements OnLoopsEpoll {}

  @Nested
  class Budget extends BudgetContract implements OnLoopsEpoll {}

  @Nested
  class BackPressure extends BackPressureContract implements OnLoopsEpoll {}

  @Nested
  class Client extends ClientContract implements OnLoopsEpoll {}

  @Nested
  class Closing extends ClosingContract implements OnLoopsEpoll {}

  @Nested
  class Broken extends BrokenContract implements OnLoopsEpoll {}

  @Nested
  class Datagram extends DatagramContract implements OnLoopsEpoll {}

  @Nested
  class Drain extends DrainContract implements OnLoopsEpoll {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract implements OnLoopsEpoll {}

  @Nested
  class Ending extends EndingContract implements OnLoopsEpoll {}

  @Nested
  class Eviction extends EvictionContract implements OnLoopsEpoll {}

  @Nested
  class Exhaustion extends ExhaustionContract implements OnLoopsEpoll {}

  @Nested
  class Failure extends FailureContract implements OnLoopsEpoll {}

  @Nested
  class Frames extends FramesContract implements OnLoopsEpoll {}

  @Nested
  class Reads extends ReadsContract implements OnLoopsEpoll {}

  @Nested
  class Group extends GroupContract implements OnLoopsEpoll {}

  @Nested
  class Idle extends IdleContract implements OnLoopsEpoll {}

  @Nested
  class Leak extends LeakContract implements OnLoopsEpoll {}

  @Nested
  class Lifecycle extends LifecycleContract implements OnLoopsEpoll {}

  @Nested
  class Limits extends LimitsContract implements OnLoopsEpoll {}

  @Nested
  class Lines extends LinesContract implements OnLoopsEpoll {}

  @Nested
  class Outbox extends OutboxContract implements OnLoopsEpoll {}

  @Nested
  class OutboxEnd extends OutboxEndContract implements OnLoopsEpoll {}

  @Nested
  class OutboxFlood extends OutboxFloodContract implements OnLoopsEpoll {}

  @Nested
  class Parking extends ParkingContract implements OnLoopsEpoll {}

  @Nested
  class Protocol extends ProtocolContract implements OnLoopsEpoll {}

  @Nested
  class ProtocolServer extends ProtocolServerContract implements OnLoopsEpoll {}

  @Nested
  class Scheduling extends SchedulingContract implements OnLoopsEpoll {}

  @Nested
  class Stats extends StatsContract implements OnLoopsEpoll {}

  @Nested
  class Storm extends StormContract implements OnLoopsEpoll {}

  @Nested
  class View extends ViewContract implements OnLoopsEpoll {}
}
