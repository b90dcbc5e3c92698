package dev.heddle.http.files;

import dev.heddle.http.HttpDate;
import dev.heddle.http.HttpHeaders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a conditional `GET` or `HEAD` comes to, in the order of RFC 9110 §13.2.2. A date that comes
/// twice is none. Stateless.
enum Conditions {
  /// Answer as if there were no conditions.
  PROCEED,
  /// 304: the client has it.
  NOT_MODIFIED,
  /// 412: the client wants another one.
  FAILED;

  /// @param etag of what would be sent; a strong one, with its quotes
  /// @param modified when that was modified, in whole seconds; null if that is not known, and dates
  ///   in conditions are ignored (§13.1.3, §13.1.4)
  static Conditions of(HttpHeaders headers, String etag, @Nullable Instant modified) {
    String match = headers.joined("If-Match");
    if (match != null) {
      if (!matches(match, etag, false)) {
        return FAILED;
      }
    } else if (isBefore(headers.joined("If-Unmodified-Since"), modified)) {
      return FAILED;
    }
    String noneMatch = headers.joined("If-None-Match");
    if (noneMatch != null) {
      return matches(noneMatch, etag, true) ? NOT_MODIFIED : PROCEED;
    }
    return isSince(headers.joined("If-Modified-Since"), modified) ? NOT_MODIFIED : PROCEED;
  }

  /// Whether a `Range` field counts: there is no `If-Range`, or it names what would be sent
  /// (§13.1.5). A date does so only if it is old enough to be sure of (§8.8.2.2).
  static boolean rangeCounts(
      HttpHeaders headers, String etag, @Nullable Instant modified, Instant now) {
    String condition = headers.joined("If-Range");
    if (condition == null) {
      return true;
    }
    if (condition.startsWith("\"") || condition.startsWith("W/")) {
      return condition.equals(etag);
    }
    return modified != null
        && modified.equals(date(condition))
        && modified.plusSeconds(1).isBefore(now);
  }

  /// A date that cannot be read is as none, here and below (§13.1.3, §13.1.4).
  private static boolean isBefore(@Nullable String date, @Nullable Instant modified) {
    Instant parsed = date(date);
    return parsed != null && modified != null && parsed.isBefore(modified);
  }

  private static boolean isSince(@Nullable String date, @Nullable Instant modified) {
    Instant parsed = date(date);
    return parsed != null && modified != null && !parsed.isBefore(modified);
  }

  private static @Nullable Instant date(@Nullable String text) {
    return text == null ? null : HttpDate.parse(text);
  }

  /// Whether a list of entity tags has this one. Tags may have commas in them (§8.8.3).
  ///
  /// @param weak whether a weak tag of the same letters will do (§8.8.3.2)
  private static boolean matches(String list, String etag, boolean weak) {
    if (list.strip().equals("*")) {
      return true;
    }
    for (int at = 0; (at = list.indexOf('"', at)) >= 0; ) {
      int end = list.indexOf('"', at + 1);
      if (end < 0) {
        return false;
      }
      boolean isWeak = at >= 2 && list.startsWith("W/", at - 2);
      if ((weak || !isWeak) && list.substring(at, end + 1).equals(etag)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }
}
