package dev.heddle.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Dates as header fields have them (RFC 9110 §5.6.7). Thread-safe.
///
/// ```java
/// HttpResponse dated = response.with("Last-Modified", HttpDate.format(Instant.now()));
/// ```
public final class HttpDate {
  /// How far in the future a year of two digits may seem to be.
  private static final int FUTURE = 50;

  private static final DateTimeFormatter FIXED = pattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
  private static final List<DateTimeFormatter> ALL =
      List.of(FIXED, rfc850(), pattern("EEE MMM ppd HH:mm:ss uuuu"));

  private static volatile Line line = new Line(0);

  private HttpDate() {}

  private static DateTimeFormatter pattern(String pattern) {
    return strict(DateTimeFormatter.ofPattern(pattern, Locale.US));
  }

  private static DateTimeFormatter rfc850() {
    return strict(
        new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(
                ChronoField.YEAR, 2, 2, Year.now(ZoneOffset.UTC).getValue() - FUTURE)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US));
  }

  /// Without it, the 31st of February is the 28th, and 24:00 the next day.
  private static DateTimeFormatter strict(DateTimeFormatter form) {
    return form.withZone(ZoneOffset.UTC).withResolverStyle(ResolverStyle.STRICT);
  }

  /// `Sat, 21 Nov 2026 03:41:00 GMT`; fractions of a second are dropped.
  public static String format(Instant instant) {
    return FIXED.format(instant);
  }

  /// Reads a date in any of the three forms that servers must accept.
  ///
  /// @return null if it is none
  public static @Nullable Instant parse(String text) {
    for (DateTimeFormatter form : ALL) {
      try {
        return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // The next form, then.
      }
    }
    return null;
  }

  /// The line that each response has, `Date: …\r\n`, made once a second.
  static byte[] line() {
    long second = System.currentTimeMillis() / 1000;
    Line current = line;
    if (current.second != second) {
      current = new Line(second);
      line = current;
    }
    return current.bytes;
  }

  private static final class Line {
    private final long second;
    private final byte[] bytes;

    Line(long second) {
      this.second = second;
      this.bytes =
          ("Date: " + format(Instant.ofEpochSecond(second)) + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
    }
  }
}
