package dev.heddle;

import java.time.Duration;

/// Durations as people write them: `30 s`, `250 ms`, `1.5 s`.
final class Durations {
  private Durations() {}

  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
  }
}
