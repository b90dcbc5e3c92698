package dev.heddle.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// How long a server may take to close a silent connection.
class SilenceTest {

  @Test
  void aServerThatLooksEightTimesWithinItsTimeoutIsNotTooLate() {
    for (int seconds : new int[] {1, 30, 3600}) {
      Duration timeout = Duration.ofSeconds(seconds);
      assertThat(Silence.patience(timeout))
          .isGreaterThan(timeout.multipliedBy(9).dividedBy(8).plusSeconds(1));
    }
  }
}
