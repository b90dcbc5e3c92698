package dev.heddle.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.IdleTimeoutException;
import dev.heddle.Limits;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndingTest {
  private final Ending ending = new Ending(Limits.DEFAULT.withIdleTimeout(Duration.ofSeconds(3)));

  @Test
  void theFirstReasonStaysAndItsCauseIsTheOneThatIsReported() {
    var failure = new IllegalStateException("on purpose");
    assertThat(ending.decide(CloseReason.FAILED, failure)).isTrue();
    assertThat(ending.decide(CloseReason.ABORTED)).isFalse();
    ending.callFailed(new IOException("Connection reset"));
    assertThat(ending.reason()).isEqualTo(CloseReason.FAILED);
    assertThat(ending.cause()).isSameAs(failure);
    assertThat(ending.exception()).isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void anErrorOfTheSystemIsThePeersAndItsFirstMessageStays() {
    ending.callFailed(new IOException("Connection reset"));
    ending.callFailed(new IOException());
    assertThat(ending.reason()).isEqualTo(CloseReason.BROKEN);
    assertThat(ending.exception())
        .isInstanceOf(ConnectionBrokenException.class)
        .hasMessage("broken by the peer or the network: Connection reset");
    assertThat(ending.cause()).isInstanceOf(ConnectionBrokenException.class);
  }

  @Test
  void anErrorWithoutAMessageIsNotReportedAsNull() {
    ending.callFailed(new IOException());
    assertThat(ending.exception()).hasMessage("broken by the peer or the network");
  }

  @Test
  void anInterruptIsNotThePeersDoing() {
    ending.callFailed(new ClosedByInterruptException());
    assertThat(ending.reason()).isEqualTo(CloseReason.ABORTED);
    assertThat(ending.exception())
        .isInstanceOf(ConnectionClosedException.class)
        .hasMessage("aborted: its thread was interrupted");
  }

  @Test
  void idlenessIsReportedWithItsTimeout() {
    ending.decide(CloseReason.IDLE);
    assertThat(ending.exception())
        .isInstanceOf(IdleTimeoutException.class)
        .hasMessage("idle for 3 s");
  }

  @Test
  void aConnectionThatHasSimplyEndedHasNoCause() {
    assertThat(ending.reason()).isNull();
    assertThat(ending.cause()).isNull();
    ending.decide(CloseReason.ENDED);
    assertThat(ending.cause()).isNull();
  }
}
