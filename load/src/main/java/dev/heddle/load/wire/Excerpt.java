package dev.heddle.load.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Bytes as people can read them in one line.
public final class Excerpt {
  private static final int MOST = 48;

  private Excerpt() {}

  /// The bytes in quotes, what is not printable escaped, and no more than some of them.
  public static String of(byte[] bytes, int from, int to) {
    var text = new StringBuilder("\"");
    int end = Math.min(to, from + MOST);
    new String(bytes, from, end - from, StandardCharsets.UTF_8)
        .codePoints()
        .forEach(c -> append(c, text));
    text.append('"');
    if (end < to) {
      text.append("… (").append(to - from).append(" bytes)");
    }
    return text.toString();
  }

  static String of(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return of(copy, 0, copy.length);
  }

  private static void append(int c, StringBuilder text) {
    switch (c) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      default -> {
        if (Character.isISOControl(c)) {
          text.append(String.format("\\x%02x", c));
        } else {
          text.appendCodePoint(c);
        }
      }
    }
  }
}
