package dev.heddle.services.web;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a file may be compressed beforehand: by a sibling with one more extension. In the order in
/// which we prefer them where the client does not care.
enum Coding {
  BROTLI("br", ".br"),
  ZSTD("zstd", ".zst"),
  GZIP("gzip", ".gz");

  private final String token;
  private final String extension;

  Coding(String token, String extension) {
    this.token = token;
    this.extension = extension;
  }

  /// As in `Content-Encoding`.
  String token() {
    return token;
  }

  /// What the sibling's name ends with.
  String extension() {
    return extension;
  }

  /// The best of those at hand that the client takes (RFC 9110 §12.5.3).
  ///
  /// @param accepted the value of `Accept-Encoding`, or null
  /// @return null for none: the file as it is
  static @Nullable Coding choose(@Nullable String accepted, Set<Coding> atHand) {
    if (accepted == null || atHand.isEmpty()) {
      return null;
    }
    Coding best = null;
    int bestWeight = 0;
    for (Coding coding : values()) {
      int weight = atHand.contains(coding) ? weight(accepted, coding.token) : 0;
      if (weight > bestWeight) {
        best = coding;
        bestWeight = weight;
      }
    }
    return bestWeight >= Math.max(1, weight(accepted, "identity")) ? best : null;
  }

  /// The weight of a coding in thousandths. One that is not named has that of `*`, or none;
  /// `identity` then comes last.
  private static int weight(String accepted, String token) {
    int any = 0;
    for (String member : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = member.split(";", 2);
      String name = parts[0].strip();
      if (name.equals(token) || (name.equals("x-gzip") && token.equals("gzip"))) {
        return parts.length < 2 ? 1000 : thousandths(parts[1].strip());
      }
      if (name.equals("*") && !token.equals("identity")) {
        any = parts.length < 2 ? 1000 : thousandths(parts[1].strip());
      }
    }
    return any;
  }

  private static int thousandths(String parameter) {
    if (!parameter.matches("q\\s*=\\s*(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
      return 0; // what cannot be understood is not sent
    }
    return (int)
        Math.round(
            1000 * Double.parseDouble(parameter.substring(parameter.indexOf('=') + 1).strip()));
  }
}
