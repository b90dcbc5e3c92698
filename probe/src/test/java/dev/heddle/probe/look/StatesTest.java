package dev.heddle.probe.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The states of virtual threads in releases that the build does not run on.
class StatesTest {
  private static final List<StackTraceElement> PARKED = List.of(frame("park"));
  private static final List<StackTraceElement> PARKED_FOR_A_TIME =
      List.of(frame("parkNanos"), frame("sleepNanos"));

  /// As in the first updates of JDK 21.
  @SuppressWarnings("unused")
  private static final class First21 {
    private static final int NEW = 0;
    private static final int STARTED = 1;
    private static final int RUNNABLE = 2;
    private static final int RUNNING = 3;
    private static final int PARKING = 4;
    private static final int PARKED = 5;
    private static final int PINNED = 6;
    private static final int YIELDING = 7;
    private static final int TERMINATED = 99;
    private static final int SUSPENDED = 1 << 8;
    private static final int RUNNABLE_SUSPENDED = RUNNABLE | SUSPENDED;
    private static final int PARKED_SUSPENDED = PARKED | SUSPENDED;
    private static final int TRACE_PINNING_MODE = 0;
  }

  /// As in JDK 21.0.13.
  @SuppressWarnings("unused")
  private static final class Later21 {
    private static final int RUNNING = 2;
    private static final int PARKED = 4;
    private static final int PINNED = 5;
    private static final int TIMED_PARKED = 7;
    private static final int SUSPENDED = 1 << 8;
    private static final int TRACE_PINNING_MODE = 4;
  }

  private static StackTraceElement frame(String method) {
    return new StackTraceElement("java.lang.VirtualThread", method, "VirtualThread.java", 1);
  }

  private static States states(Class<?> type) throws ReflectiveOperationException {
    States states = States.read(type);
    assertThat(states).isNotNull();
    assertThat(states.areThoseOf25()).isFalse();
    return states;
  }

  @ParameterizedTest
  @CsvSource({
    "1, STARTED",
    "2, UNPARKED",
    "258, UNPARKED",
    "3, RUNNING",
    "5, PARKED",
    "261, PARKED"
  })
  void aThreadOfTheFirst21ThatCouldRunIsCalledAsInLaterReleases(int state, String name)
      throws Exception {
    assertThat(states(First21.class).name(state)).isEqualTo(name);
  }

  @Test
  void theStackSaysWhetherAWaitHasALimitIfTheStateDoesNot() throws Exception {
    States states = states(First21.class);
    assertThat(states.withLimit("PARKED", PARKED)).isEqualTo("PARKED");
    assertThat(states.withLimit("PARKED", PARKED_FOR_A_TIME)).isEqualTo("TIMED_PARKED");
    assertThat(states.withLimit("PINNED", PARKED_FOR_A_TIME)).isEqualTo("TIMED_PINNED");
    assertThat(states.withLimit("RUNNING", PARKED_FOR_A_TIME)).isEqualTo("RUNNING");
  }

  @Test
  void aWaitMayHaveALimitIfNothingSaysThatItHasNone() throws Exception {
    assertThat(states(First21.class).withLimit("PARKED", null)).isEqualTo("TIMED_PARKED");
  }

  @Test
  void theStateSaysItInLaterReleases() throws Exception {
    States states = states(Later21.class);
    assertThat(states.name(4)).isEqualTo("PARKED");
    assertThat(states.withLimit("PARKED", null)).isEqualTo("PARKED");
    assertThat(states.withLimit("PARKED", PARKED_FOR_A_TIME)).isEqualTo("PARKED");
  }
}
