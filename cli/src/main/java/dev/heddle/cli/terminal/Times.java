package dev.heddle.cli.terminal;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// Moments as people read them.
public final class Times {
  private Times() {}

  /// The local time of day, to the second: `23:19:05`.
  public static String clock(long millis) {
    LocalTime time = LocalTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault());
    String text = time.truncatedTo(ChronoUnit.SECONDS).toString();
    return time.getSecond() == 0 ? text + ":00" : text; // toString leaves seconds of zero out
  }
}
