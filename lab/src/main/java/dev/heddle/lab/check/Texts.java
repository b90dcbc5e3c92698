package dev.heddle.lab.check;

import java.nio.charset.StandardCharsets;

/// Bytes as a judgement quotes them.
final class Texts {
  private static final int MOST = 60;

  private Texts() {}

  /// Quoted, on one line, and cut where it is long; what is not UTF-8 shows as `\ufffd`.
  static String quoted(byte[] bytes) {
    return quoted(new String(bytes, StandardCharsets.UTF_8));
  }

  static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints().limit(MOST).forEach(c -> append(quoted, c));
    quoted.append('"');
    long length = text.codePoints().count();
    return length > MOST ? quoted + "… (" + length + " characters)" : quoted.toString();
  }

  private static void append(StringBuilder quoted, int c) {
    switch (c) {
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case '"' -> quoted.append("\\\"");
      default -> {
        if (Character.isISOControl(c)) {
          quoted.append(String.format("\\x%02x", c));
        } else {
          quoted.appendCodePoint(c);
        }
      }
    }
  }
}
