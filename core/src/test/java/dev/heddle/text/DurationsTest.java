package dev.heddle.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30s,PT30S", "2m,PT2M", "1h,PT1H", "0,PT0S", "0s,PT0S"})
  void readsWhatPeopleWrite(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1 s", "1.5s", "5d", "1000000000s", "٣s"})
  void anythingElseIsRejectedWithAdvice(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a duration; write 250ms, 30s, 2m or 1h");
  }

  @Test
  void aDurationThatWouldOverflowNanosecondsIsRejected() {
    assertThat(Durations.parse("100000h")).isEqualTo(Duration.ofHours(100_000));
    assertThatThrownBy(() -> Durations.parse("100001h"))
        .hasMessage("'100001h' is longer than 100000h");
  }

  @ParameterizedTest
  @CsvSource({"PT0S,0 ms", "PT0.25S,250 ms", "PT1.5S,1.5 s", "PT30S,30 s", "PT2M,120 s"})
  void aSettingIsWrittenToTheMillisecond(Duration duration, String text) {
    assertThat(Durations.text(duration)).isEqualTo(text);
    assertThat(Durations.text(duration.toNanos())).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 µs",
    "0.64,0.64 µs",
    "3.2,3.20 µs",
    "45100,45.1 ms",
    "120000,120 ms",
    "2e6,2.00 s"
  })
  void aMeasuredTimeHasThreeDigits(double micros, String text) {
    assertThat(Durations.micros(micros)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1500,1.5 s", "42000,42 s", "75000,1m15s", "7380000,2h3m", "90000000,1d1h"})
  void anAgeHasItsTwoLargestUnits(long millis, String text) {
    assertThat(Durations.age(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
