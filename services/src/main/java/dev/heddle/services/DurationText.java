package dev.heddle.services;

import java.time.Duration;

/// Durations as people write them: `250ms`, `30s`, `2m`, `1h`, and a plain `0`.
public final class DurationText {
  /// Longer than any sensible value; in nanoseconds, it can be doubled and added without overflow.
  private static final Duration LONGEST = Duration.ofHours(100_000);

  private DurationText() {}

  /// @throws IllegalArgumentException if the text is none, or longer than 100,000 hours; the
  ///   message says how to write it
  public static Duration parse(String text) {
    Duration duration = read(text);
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is longer than 100000h");
    }
    return duration;
  }

  private static Duration read(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > 9) {
      throw notOne(text);
    }
    long number = Long.parseLong(text, 0, digits, 10);
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "" -> {
        if (number != 0) {
          throw notOne(text);
        }
        yield Duration.ZERO;
      }
      default -> throw notOne(text);
    };
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a duration; write 250ms, 30s, 2m or 1h");
  }
}
