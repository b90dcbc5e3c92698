package dev.heddle.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.HandlingTimes;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class MeasuredTimesTest {

  @Test
  void eachTimeIsKnownToWithinSixPercent() {
    for (long nanos = 200; nanos < 1_000_000_000_000L; nanos += nanos / 7) {
      var recorder = new HandlingRecorder();
      recorder.record(nanos);
      long told = recorder.times().percentile(0.5).toNanos();
      assertThat((double) told / nanos).isBetween(0.94, 1.06);
    }
  }

  @Test
  void percentilesCountFromTheShortest() {
    var recorder = new HandlingRecorder();
    for (int i = 1; i <= 100; i++) {
      recorder.record(Duration.ofMillis(i).toNanos());
    }
    HandlingTimes times = recorder.times();
    assertThat(times.count()).isEqualTo(100);
    assertThat(times.total()).isEqualTo(Duration.ofMillis(5050));
    assertThat(times.percentile(0.5).toMillis()).isBetween(47L, 53L);
    assertThat(times.percentile(0.99).toMillis()).isBetween(93L, 105L);
    assertThat(times.countUpTo(Duration.ofMillis(50))).isBetween(43L, 50L);
    assertThat(times.countUpTo(ChronoUnit.FOREVER.getDuration())).isEqualTo(100);
  }

  @Test
  void aLaterOneLessAnEarlierOneIsWhatCameBetween() {
    var recorder = new HandlingRecorder();
    recorder.record(1000);
    HandlingTimes earlier = recorder.times();
    recorder.record(1_000_000);
    HandlingTimes between = recorder.times().since(earlier);
    assertThat(between.count()).isEqualTo(1);
    assertThat(between.total()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void nothingMeasuredIsZero() {
    HandlingTimes none = new HandlingRecorder().times();
    assertThat(none.percentile(0.99)).isZero();
    assertThat(none.count()).isZero();
  }

  @Test
  void theExtremesHaveACell() {
    assertThat(MeasuredTimes.cellOf(0)).isZero();
    assertThat(MeasuredTimes.cellOf(-5)).isZero();
    assertThat(MeasuredTimes.cellOf(Long.MAX_VALUE)).isEqualTo(MeasuredTimes.SIZE - 1);
    assertThatThrownBy(() -> new HandlingRecorder().times().percentile(1.5))
        .hasMessage("share is not from 0 to 1: 1.5");
  }

  @Test
  void itPrintsWhatPeopleLookFor() {
    var recorder = new HandlingRecorder();
    recorder.record(1_000_000);
    assertThat(recorder.times())
        .asString()
        .matches("1 measured, median \\d+ µs, 99th percentile \\d+ µs");
  }
}
