package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {

  @Test
  void theDefaultsAreWhatTheyAreSaidToBe() {
    Limits limits = Limits.DEFAULT;
    assertThat(limits.maxConnections()).isEqualTo(Limits.UNLIMITED);
    assertThat(limits.acceptRate()).isEqualTo(Limits.UNLIMITED);
    assertThat(limits.idleTimeout()).isNull();
    assertThat(limits.maxMessageBytes()).isEqualTo(64 * 1024);
    assertThat(limits.highWaterMark()).isEqualTo(64 * 1024);
    assertThat(limits.lowWaterMark()).isEqualTo(16 * 1024);
    assertThat(limits.backlog()).isEqualTo(4096);
    assertThat(limits.outboxBytes()).isEqualTo(256 * 1024);
    assertThat(limits.overflow()).isEqualTo(OverflowPolicy.DISCONNECT);
    assertThat(limits.whenFull()).isEqualTo(FullPolicy.WAIT);
    assertThat(limits.linger()).isEqualTo(Duration.ofSeconds(1));
    assertThat(limits.maxBufferedBytes()).isNull();
    assertThat(limits.maxConnectionsPerAddress()).isEqualTo(Limits.UNLIMITED);
    assertThat(limits.acceptRatePerAddress()).isEqualTo(Limits.UNLIMITED);
  }

  @Test
  void eachWithChangesThatAndNothingElse() {
    Limits base = Limits.DEFAULT;
    assertThat(base.withMaxConnections(3).maxConnections()).isEqualTo(3);
    assertThat(base.withMaxConnections(3).withMaxConnections(Limits.UNLIMITED)).isEqualTo(base);
    assertThat(base.withWhenFull(FullPolicy.REFUSE).withWhenFull(FullPolicy.WAIT)).isEqualTo(base);
    assertThat(base.withAcceptRate(7).acceptRate()).isEqualTo(7);
    assertThat(base.withAcceptRate(7).withAcceptRate(Limits.UNLIMITED)).isEqualTo(base);
    assertThat(base.withIdleTimeout(Duration.ofSeconds(1)).withIdleTimeout(null)).isEqualTo(base);
    assertThat(base.withMaxMessageBytes(9).withMaxMessageBytes(64 * 1024)).isEqualTo(base);
    assertThat(base.withBacklog(9).withBacklog(4096)).isEqualTo(base).hasSameHashCodeAs(base);
    assertThat(base.withMaxBufferedBytes(5L).maxBufferedBytes()).isEqualTo(5);
    assertThat(base.withMaxBufferedBytes(5L).withMaxBufferedBytes(null)).isEqualTo(base);
    assertThat(base.withMaxConnectionsPerAddress(3).maxConnectionsPerAddress()).isEqualTo(3);
    assertThat(base.withAcceptRatePerAddress(4).acceptRatePerAddress()).isEqualTo(4);
    assertThat(base.withMaxConnectionsPerAddress(3).withIdleTimeout(Duration.ofSeconds(1)))
        .isEqualTo(base.withIdleTimeout(Duration.ofSeconds(1)).withMaxConnectionsPerAddress(3))
        .isNotEqualTo(base);
    assertThat(base.withLinger(Duration.ZERO).withLinger(Duration.ofSeconds(1))).isEqualTo(base);
    assertThat(base.withWaterMarks(1, 2).withWaterMarks(16 * 1024, 64 * 1024)).isEqualTo(base);
    assertThat(
            base.withOutbox(1, OverflowPolicy.DROP_NEWEST)
                .withOutbox(256 * 1024, OverflowPolicy.DISCONNECT))
        .isEqualTo(base);
  }

  @Test
  void nonsenseIsRefusedAndNamed() {
    Limits base = Limits.DEFAULT;
    assertThatThrownBy(() -> base.withMaxConnections(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxConnections");
    assertThatThrownBy(() -> base.withAcceptRate(0)).hasMessageContaining("acceptRate");
    assertThatThrownBy(() -> base.withMaxMessageBytes(0)).hasMessageContaining("maxMessageBytes");
    assertThatThrownBy(() -> base.withBacklog(0)).hasMessageContaining("backlog");
    assertThatThrownBy(() -> base.withMaxBufferedBytes(0L)).hasMessageContaining("maxBuffered");
    assertThatThrownBy(() -> base.withMaxConnectionsPerAddress(0))
        .hasMessageContaining("maxConnectionsPerAddress");
    assertThatThrownBy(() -> base.withAcceptRatePerAddress(0))
        .hasMessageContaining("acceptRatePerAddress");
    assertThatThrownBy(() -> base.withWaterMarks(-1, 5)).hasMessageContaining("lowWaterMark");
    assertThatThrownBy(() -> base.withWaterMarks(5, 5)).hasMessageContaining("highWaterMark");
    assertThatThrownBy(() -> base.withOutbox(0, OverflowPolicy.DISCONNECT))
        .hasMessageContaining("outboxBytes");
    assertThatThrownBy(() -> base.withIdleTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("idleTimeout");
    assertThatThrownBy(() -> base.withIdleTimeout(Duration.ofSeconds(-1)))
        .hasMessageContaining("idleTimeout");
    assertThatThrownBy(() -> base.withLinger(Duration.ofNanos(-1))).hasMessageContaining("linger");
  }

  @Test
  void itPrintsWhatDiffersFromTheDefaults() {
    assertThat(Limits.DEFAULT).hasToString("Limits{}");
    assertThat(Limits.DEFAULT.withIdleTimeout(Duration.ofSeconds(30)).withMaxConnections(500))
        .hasToString("Limits{maxConnections=500, idleTimeout=PT30S}");
  }

  @Test
  void theLargestMessageLimitDoesNotOverflow() {
    assertThat(Limits.DEFAULT.withMaxMessageBytes(Integer.MAX_VALUE).maxMessageBytes())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void waterMarksAtTheEdgeOfWhatAnIntHoldsAreCompared() {
    assertThatThrownBy(() -> Limits.DEFAULT.withWaterMarks(Integer.MAX_VALUE, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
