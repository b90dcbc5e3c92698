package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepTest {

  @Test
  void boundsAreAgesSizesOrBoth() {
    assertThat(Keep.parse("30d")).isEqualTo(new Keep(Duration.ofDays(30), null));
    assertThat(Keep.parse("12h")).isEqualTo(new Keep(Duration.ofHours(12), null));
    assertThat(Keep.parse("1GB")).isEqualTo(new Keep(null, 1_000_000_000L));
    assertThat(Keep.parse("500MiB")).isEqualTo(new Keep(null, 500L << 20));
    assertThat(Keep.parse("30d,1gb")).isEqualTo(new Keep(Duration.ofDays(30), 1_000_000_000L));
    assertThat(Keep.parse("2TB,5m")).isEqualTo(new Keep(Duration.ofMinutes(5), 2_000_000_000_000L));
    assertThat(Keep.parse("all")).isEqualTo(Keep.ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "d",
        "0d",
        "30 d",
        "1kB",
        "0GB",
        "30d,",
        "30d,12h",
        "1GB,2GB",
        "-1d",
        "1.5GB",
        "999999999TB",
        "999999999d",
        "9999999999d",
        "all,30d"
      })
  void whateverElseIsNoBound(String text) {
    assertThatThrownBy(() -> Keep.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is not a bound; write an age (30d, 12h)");
  }
}
