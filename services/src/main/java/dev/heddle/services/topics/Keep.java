package dev.heddle.services.topics;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How many messages are kept, and for how long. Immutable.
///
/// @param age the oldest that a message may be; null for no bound
/// @param bytes the most that the database may use; null for no bound
public record Keep(@Nullable Duration age, @Nullable Long bytes) {
  /// No bounds.
  public static final Keep ALL = new Keep(null, null);

  private static final Pattern PART = Pattern.compile("([0-9]{1,9})([A-Za-z]+)");
  private static final long LEAST_BYTES = 1_000_000;

  /// Reads bounds as people write them: `30d`, `12h`, `1GB`, `500MiB`, both as in `30d,1GB`, or
  /// `all`.
  ///
  /// @throws IllegalArgumentException if it is none, a bound comes twice, or one is too small: an
  ///   age of zero, or less than 1 MB
  public static Keep parse(String text) {
    Keep keep = ALL;
    if (text.equals("all")) {
      return keep;
    }
    for (String part : text.split(",", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw notOne(text);
      }
      long number = Long.parseLong(matcher.group(1));
      Keep more = bound(number, matcher.group(2), text);
      if ((keep.age != null && more.age != null) || (keep.bytes != null && more.bytes != null)) {
        throw notOne(text);
      }
      keep = more.age == null ? new Keep(keep.age, more.bytes) : new Keep(more.age, keep.bytes);
    }
    return keep;
  }

  private static Keep bound(long number, String unit, String text) {
    try {
      return switch (unit.toLowerCase(Locale.ROOT)) {
        case "m" -> ofAge(Duration.ofMinutes(number), text);
        case "h" -> ofAge(Duration.ofHours(number), text);
        case "d" -> ofAge(Duration.ofDays(number), text);
        case "mb" -> ofBytes(number, 1_000_000, text);
        case "gb" -> ofBytes(number, 1_000_000_000, text);
        case "tb" -> ofBytes(number, 1_000_000_000_000L, text);
        case "mib" -> ofBytes(number, 1L << 20, text);
        case "gib" -> ofBytes(number, 1L << 30, text);
        case "tib" -> ofBytes(number, 1L << 40, text);
        default -> throw notOne(text);
      };
    } catch (ArithmeticException | DateTimeException e) {
      throw notOne(text);
    }
  }

  private static Keep ofAge(Duration age, String text) {
    if (age.isZero() || age.compareTo(Duration.ofDays(100_000)) > 0) {
      throw notOne(text);
    }
    return new Keep(age, null);
  }

  private static Keep ofBytes(long number, long unit, String text) {
    long bytes = Math.multiplyExact(number, unit);
    if (bytes < LEAST_BYTES) {
      throw notOne(text);
    }
    return new Keep(null, bytes);
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a bound; write an age (30d, 12h), a size (1GB, 500MB), both (30d,1GB) or all");
  }
}
