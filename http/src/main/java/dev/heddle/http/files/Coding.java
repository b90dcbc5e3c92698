package dev.heddle.http.files;

import dev.heddle.http.Preferences;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a file may be compressed beforehand: by a sibling with one more extension. In order of
/// preference if the client has none.
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

  /// The best available one that the client accepts (RFC 9110 §12.5.3).
  ///
  /// @param accepted the value of `Accept-Encoding`, or null
  /// @return null for none: the file as it is
  static @Nullable Coding choose(@Nullable String accepted, Set<Coding> atHand) {
    if (accepted == null || atHand.isEmpty()) {
      return null;
    }
    var wanted = Preferences.of(accepted);
    Coding best = null;
    int bestWeight = 0;
    for (Coding coding : values()) {
      int weight = atHand.contains(coding) ? coding.weight(wanted) : 0;
      if (weight > bestWeight) {
        best = coding;
        bestWeight = weight;
      }
    }
    // Without compression comes last, unless the client says how much it wants that.
    int plain = wanted.names("identity") ? wanted.weight("identity") : 0;
    return bestWeight >= Math.max(1, plain) ? best : null;
  }

  private int weight(Preferences wanted) {
    boolean old = this == GZIP && wanted.names("x-gzip") && !wanted.names(token); // §8.4.1.3
    return wanted.weight(old ? "x-gzip" : token);
  }
}
