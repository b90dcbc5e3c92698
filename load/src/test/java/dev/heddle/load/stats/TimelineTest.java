package dev.heddle.load.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = new Timeline(1000, 100);

  @Test
  void theLastIntervalsAreThoseBeforeNow() {
    timeline.answered(1250, 7);
    timeline.answered(1350, 7);
    timeline.answered(1351, 7);
    timeline.answered(1450, 7);
    assertThat(timeline.recent(1420, 2).answers()).isEqualTo(3);
    assertThat(timeline.recent(1420, 1).answers()).isEqualTo(2);
    assertThat(timeline.recent(1420, 50).answers()).isEqualTo(3);
    assertThat(timeline.recent(1000, 2).answers()).isZero();
  }

  @Test
  void intervalsInWhichNothingCameAreRecentOnesToo() {
    timeline.answered(1150, 7);
    assertThat(timeline.recent(1350, 3).answers()).isEqualTo(1);
    assertThat(timeline.recent(1350, 1).answers()).isZero();
    assertThat(timeline.recent(9_999_999, 3).answers()).isZero();
  }
}
