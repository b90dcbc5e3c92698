package dev.heddle.cli.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationConverterTest {
  private final DurationConverter durations = new DurationConverter();

  @Test
  void aDurationIsANumberAndAUnit() {
    assertThat(durations.convert("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(durations.convert("30s")).isEqualTo(Duration.ofSeconds(30));
    assertThat(durations.convert("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(durations.convert("1h")).isEqualTo(Duration.ofHours(1));
    assertThat(durations.convert("0")).isEqualTo(Duration.ZERO);
    assertThat(durations.convert("0s")).isEqualTo(Duration.ZERO);
  }

  @Test
  void tooLongADurationIsRejected() {
    assertThat(durations.convert("100000h").toNanos()).isPositive();
    assertThatThrownBy(() -> durations.convert("100001h"))
        .hasMessage("'100001h' is longer than 100000h");
    assertThatThrownBy(() -> durations.convert("999999999h"))
        .hasMessage("'999999999h' is longer than 100000h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "30", "-1s", "1.5s", "1 s", "1d", "1sm", "9999999999s"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> durations.convert(text))
        .hasMessage("'" + text + "' is not a duration; write 250ms, 30s, 2m or 1h");
  }
}
