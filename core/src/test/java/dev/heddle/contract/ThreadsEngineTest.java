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
  class BackPressure extends BackPressureContract implements OnThreads {}

  @Nested
  class Closing extends ClosingContract implements OnThreads {}

  @Nested
  class Drain extends DrainContract implements OnThreads {}

  @Nested
  class Frames extends FramesContract implements OnThreads {}

  @Nested
  class Group extends GroupContract implements OnThreads {}

  @Nested
  class Idle extends IdleContract implements OnThreads {}

  @Nested
  class Limits extends LimitsContract implements OnThreads {}

  @Nested
  class Lines extends LinesContract implements OnThreads {}

  @Nested
  class Outbox extends OutboxContract implements OnThreads {}

  @Nested
  class Protocol extends ProtocolContract implements OnThreads {}

  @Nested
  class Scheduling extends SchedulingContract implements OnThreads {}
}
