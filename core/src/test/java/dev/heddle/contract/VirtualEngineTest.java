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
  class BackPressure extends BackPressureContract implements OnVirtual {}

  @Nested
  class Closing extends ClosingContract implements OnVirtual {}

  @Nested
  class Drain extends DrainContract implements OnVirtual {}

  @Nested
  class Frames extends FramesContract implements OnVirtual {}

  @Nested
  class Group extends GroupContract implements OnVirtual {}

  @Nested
  class Idle extends IdleContract implements OnVirtual {}

  @Nested
  class Limits extends LimitsContract implements OnVirtual {}

  @Nested
  class Lines extends LinesContract implements OnVirtual {}

  @Nested
  class Outbox extends OutboxContract implements OnVirtual {}

  @Nested
  class Protocol extends ProtocolContract implements OnVirtual {}

  @Nested
  class Scheduling extends SchedulingContract implements OnVirtual {}
}
