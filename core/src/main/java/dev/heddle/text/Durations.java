package dev.heddle.text;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Durations as people write and read them.
///
/// Thread-safe: it has no state.
///
/// ```java
/// Duration patience = Durations.parse("30s");
/// String text = Durations.text(patience);
/// ```
public final class Durations {
  /// Longer than any sensible setting; in nanoseconds, it can be doubled and added without
  /// overflow.
  private static final Duration LONGEST = Duration.ofHours(100_000);

  private static final int MOST_DIGITS = 9;

  private Durations() {}

  /// Reads `250ms`, `30s`, `2m`, `1h` or a plain `0`.
  ///
  /// @throws IllegalArgumentException if the text is no duration, or longer than 100,000 hours; the
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
    if (digits == 0 || digits > MOST_DIGITS) {
      throw malformed(text);
    }
    long number = Long.parseLong(text, 0, digits, 10);
    if (digits == text.length() && number == 0) {
      return Duration.ZERO;
    }
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> throw malformed(text);
    };
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a duration; write 250ms, 30s, 2m or 1h");
  }

  /// In nanoseconds; a duration of more than 292 years is for ever.
  public static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  /// To the millisecond, as a setting or a sentence has it: `30 s`, `250 ms`, `1.5 s`.
  public static String text(Duration duration) {
    long millis = TimeUnit.MILLISECONDS.convert(duration);
    if (millis < 1000) {
      return millis + " ms";
    }
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
  }

  /// The same, of nanoseconds.
  public static String text(long nanos) {
    return text(Duration.ofNanos(nanos));
  }

  /// A measured time, with three digits that count: `3.20 µs`, `45.1 ms`, `120 ms`, `2.00 s`.
  public static String micros(double micros) {
    if (micros < 1e3) {
      return Quantities.digits(micros) + " µs";
    }
    return micros < 1e6
        ? Quantities.digits(micros / 1e3) + " ms"
        : Quantities.digits(micros / 1e6) + " s";
  }

  /// How long something has lasted, in its two largest units: `1.5 s`, `42 s`, `1m15s`, `2h3m`,
  /// `1d1h`.
  public static String age(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m" + seconds % 60 + "s";
    }
    return seconds < 86_400
        ? seconds / 3600 + "h" + seconds / 60 % 60 + "m"
        : seconds / 86_400 + "d" + seconds / 3600 % 24 + "h";
  }
}
