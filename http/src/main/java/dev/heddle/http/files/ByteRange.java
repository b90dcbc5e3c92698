package dev.heddle.http.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A part of a representation (RFC 9110 §14). Immutable.
///
/// @param first the first byte's place
/// @param count at least 1
record ByteRange(long first, long count) {
  /// A request for more parts than this gets the whole file: no sensible client needs so many
  /// (§14.2).
  private static final int MOST = 32;

  /// The value of `Content-Range`.
  String contentRange(long size) {
    return "bytes " + first + '-' + (end() - 1) + '/' + size;
  }

  private long end() {
    return first + count;
  }

  /// Reads a `Range` field. An empty file has no parts: clients that always ask for `bytes=0-`,
  /// such as media players, get all of it. Parts that overlap or touch are put together, in
  /// ascending order, if there are any (§14.2, §15.3.7.2).
  ///
  /// @return the parts, empty if none lies within that many bytes (416); null if the field is
  ///   ignored, because it is malformed, of another unit, or unreasonable
  static @Nullable List<ByteRange> parse(String field, long size) {
    if (size == 0) {
      return null;
    }
    String trimmed = field.strip();
    if (!trimmed.toLowerCase(Locale.ROOT).startsWith("bytes=")) {
      return null;
    }
    String[] parts = trimmed.substring("bytes=".length()).split(",", -1);
    if (parts.length > MOST) {
      return null;
    }
    List<ByteRange> ranges = new ArrayList<>();
    int specs = 0;
    for (String part : parts) {
      String spec = part.strip();
      if (spec.isEmpty()) {
        continue; // lists may have empty members (§5.6.1.2)
      }
      specs++;
      if (!addTo(ranges, spec, size)) {
        return null;
      }
    }
    return specs == 0 ? null : merge(ranges);
  }

  /// @return false if it is malformed
  private static boolean addTo(List<ByteRange> ranges, String spec, long size) {
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return false;
    }
    long first = number(spec.substring(0, dash));
    long last = number(spec.substring(dash + 1));
    if (first == MALFORMED || last == MALFORMED || (first == NONE && last == NONE)) {
      return false;
    }
    if (first == NONE) {
      long count = Math.min(last, size);
      if (count > 0) {
        ranges.add(new ByteRange(size - count, count));
      }
      return true;
    }
    if (last != NONE && last < first) {
      return false;
    }
    if (first < size) {
      long end = last == NONE ? size : Math.min(last, size - 1) + 1;
      ranges.add(new ByteRange(first, end - first));
    }
    return true;
  }

  private static final long NONE = -1;
  private static final long MALFORMED = -2;

  private static long number(String digits) {
    if (digits.isEmpty()) {
      return NONE;
    }
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return MALFORMED;
    }
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > 18 ? Long.MAX_VALUE - 1 : Long.parseLong(significant);
  }

  private static List<ByteRange> merge(List<ByteRange> ranges) {
    boolean apart = true;
    for (int i = 0; apart && i < ranges.size(); i++) {
      for (int j = 0; apart && j < i; j++) {
        apart =
            ranges.get(i).end() < ranges.get(j).first()
                || ranges.get(j).end() < ranges.get(i).first();
      }
    }
    if (apart) {
      return ranges;
    }
    List<ByteRange> merged = new ArrayList<>();
    for (ByteRange range :
        ranges.stream().sorted(Comparator.comparingLong(ByteRange::first)).toList()) {
      ByteRange last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && range.first <= last.end()) {
        long end = Math.max(range.end(), last.end());
        merged.set(merged.size() - 1, new ByteRange(last.first, end - last.first));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }
}
