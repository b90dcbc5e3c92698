package dev.heddle.contract;

import org.junit.jupiter.api.Nested;

class LoopsEngineTest {

  interface OnLoops extends RunsOn {
    @Override
    default EngineUnderTest engineUnderTest() {
      return EngineUnderTest.LOOPS;
    }
  }

  @Nested
  class BackPressure extends BackPressureContract implements OnLoops {}

  @Nested
  class Closing extends ClosingContract implements OnLoops {}

  @Nested
  class Drain extends DrainContract implements OnLoops {}

  @Nested
  class Frames extends FramesContract implements OnLoops {}

  @Nested
  class Group extends GroupContract implements OnLoops {}

  @Nested
  class Idle extends IdleContract implements OnLoops {}

  @Nested
  class Limits extends LimitsContract implements OnLoops {}

  @Nested
  class Lines extends LinesContract implements OnLoops {}

  @Nested
  class Outbox extends OutboxContract implements OnLoops {}

  @Nested
  class Protocol extends ProtocolContract implements OnLoops {}

  @Nested
  class Scheduling extends SchedulingContract implements OnLoops {}
}
