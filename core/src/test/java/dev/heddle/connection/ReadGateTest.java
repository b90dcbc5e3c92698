package dev.heddle.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.ConnectionBusyException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadGateTest {
  private static final boolean BOUNDARY = true;
  private static final boolean MID_MESSAGE = false;

  private final ReadGate gate = new ReadGate();

  @Test
  void oneReaderAtATimeIsLetIn() throws ConnectionBusyException {
    assertThat(gate.claim()).isTrue();
    assertThatThrownBy(gate::claim).isInstanceOf(ConnectionBusyException.class);
    gate.release();
    assertThat(gate.claim()).isTrue();
  }

  @Test
  void aReaderThatWaitsKeepsOthersOut() throws ConnectionBusyException {
    assertThat(gate.claim()).isTrue();
    assertThat(gate.await(BOUNDARY)).isTrue();
    assertThatThrownBy(gate::claim).isInstanceOf(ConnectionBusyException.class);
    assertThat(gate.received()).isTrue();
    assertThat(gate.await(MID_MESSAGE)).isTrue();
    assertThatThrownBy(gate::claim).isInstanceOf(ConnectionBusyException.class);
  }

  @Test
  void itKnowsWhetherTheReaderWaits() throws ConnectionBusyException {
    assertThat(gate.isWaiting()).isFalse();
    gate.claim();
    assertThat(gate.isWaiting()).isFalse();
    gate.await(BOUNDARY);
    assertThat(gate.isWaiting()).isTrue();
    gate.received();
    assertThat(gate.isWaiting()).isFalse();
    gate.await(MID_MESSAGE);
    assertThat(gate.isWaiting()).isTrue();
  }

  @Test
  void aReaderThatWaitsAtABoundaryIsEndedAndMustBeWoken() throws ConnectionBusyException {
    gate.claim();
    gate.await(BOUNDARY);
    assertThat(gate.end()).isTrue();
    assertThat(gate.received()).as("what came is wanted").isFalse();
    gate.release();
    assertThat(gate.claim()).as("it has ended for good").isFalse();
    assertThat(gate.claim()).isFalse();
  }

  @Test
  void aReaderInsideOfAMessageIsEndedAtTheNextBoundary() throws ConnectionBusyException {
    gate.claim();
    gate.await(MID_MESSAGE);
    assertThat(gate.end()).isFalse();
    assertThat(gate.received()).isTrue();
    assertThat(gate.await(MID_MESSAGE)).isTrue();
    assertThat(gate.received()).isTrue();
    assertThat(gate.await(BOUNDARY)).isFalse();
  }

  @Test
  void aReaderThatIsNotThereIsEndedWhenItWouldWaitAtABoundary() throws ConnectionBusyException {
    assertThat(gate.end()).isFalse();
    assertThat(gate.isEnding()).isTrue();
    assertThat(gate.claim()).isTrue();
    assertThat(gate.await(BOUNDARY)).isFalse();
    gate.release();
    assertThat(gate.claim()).isFalse();
  }

  @Test
  void endingTwiceWakesOnce() throws ConnectionBusyException {
    gate.claim();
    gate.await(BOUNDARY);
    assertThat(gate.end()).isTrue();
    assertThat(gate.end()).isFalse();
  }

  @Test
  void aReaderAndADrainThatRaceAlwaysAgree() throws Exception {
    for (int i = 0; i < 3000; i++) {
      var raced = new ReadGate();
      raced.claim();
      raced.await(BOUNDARY);
      var woken = new AtomicInteger();
      Thread drain = Thread.ofPlatform().start(() -> woken.set(raced.end() ? 1 : 0));
      boolean wanted = raced.received();
      drain.join();
      assertThat(wanted).as("either ended or received, never both").isEqualTo(woken.get() == 0);
      if (wanted) {
        assertThat(raced.await(BOUNDARY)).isFalse();
      }
    }
  }
}
