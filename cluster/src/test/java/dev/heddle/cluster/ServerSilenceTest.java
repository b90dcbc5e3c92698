package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerSilenceTest {
  private static final long SECOND = 1_000_000_000L;

  private final ServerSilence silence = new ServerSilence();

  private void unansweredAt(long... seconds) {
    for (long each : seconds) {
      silence.heard(false, each * SECOND);
    }
  }

  private boolean isLongAt(long second) {
    return silence.isLong(second * SECOND);
  }

  @Test
  void manyRequestsWithoutAnAnswerAreALongSilence() {
    assertThat(isLongAt(0)).isFalse();
    unansweredAt(-1, 3, 8);
    assertThat(isLongAt(8)).isFalse();
    unansweredAt(12);
    assertThat(isLongAt(12)).isTrue();
  }

  @Test
  void anAnswerEndsIt() {
    unansweredAt(0, 8, 14);
    silence.heard(true, 15 * SECOND);
    assertThat(isLongAt(15)).isFalse();
    unansweredAt(16);
    assertThat(isLongAt(17)).isFalse();
  }

  @Test
  void oneRequestLongAgoIsNone() {
    unansweredAt(0);
    assertThat(isLongAt(13)).isFalse();
    unansweredAt(30);
    assertThat(isLongAt(31)).isFalse();
  }
}
