package dev.heddle.text;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Durations as people write them: `30 s`, `250 ms`, `1.5 s`.
public final class Durations {
  private Durations() {}

  /// In nanoseconds; a duration of more than 292 years is for ever.
  public static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  public static String text(Duration duration) {
    long millis = TimeUnit.MILLISECONDS.convert(duration);
    if (millis < 1000) {
      return millis + " ms";
    }
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
  }
}
