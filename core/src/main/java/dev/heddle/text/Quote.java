package dev.heddle.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// What a peer has sent, as an error message quotes it: in quotes, on one line, cut if it is long,
/// and with nothing in it that is [harmful][PlainText] to a terminal.
///
/// Thread-safe: it has no state.
///
/// ```java
/// throw new IllegalArgumentException("not a number: " + Quote.of(line));
/// ```
public final class Quote {
  /// How many characters are quoted at the most.
  public static final int MOST = 60;

  private Quote() {}

  /// The first 60 characters of the text in quotes; a longer text ends in `… (200 characters)`.
  public static String of(String text) {
    int length = text.codePointCount(0, text.length());
    return length > MOST ? beginning(text) + "… (" + length + " characters)" : beginning(text);
  }

  /// The first 60 characters of the bytes as UTF-8, in quotes.
  public static String of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /// The first 60 characters of the bytes as UTF-8, in quotes. Bytes that are not UTF-8 appear as
  /// `\xff`; longer text ends in `… (64 bytes)`.
  ///
  /// @param to the index after the last byte
  public static String of(byte[] bytes, int from, int to) {
    return of(bytes, from, to, (long) to - from);
  }

  /// The same of bytes that are the first of more.
  ///
  /// @param size how many there are in all
  public static String of(byte[] bytes, int from, int to, long size) {
    int length = to - from;
    int enough = Math.min(length, 4 * MOST); // no character takes more than four bytes
    String text = decode(ByteBuffer.wrap(bytes, from, enough));
    return enough < size || text.codePointCount(0, text.length()) > MOST
        ? beginning(text) + "… (" + size + " bytes)"
        : beginning(text);
  }

  /// Keeps a byte that is not UTF-8 as the half of a surrogate pair that has it as its low byte,
  /// which no decoded text contains (Python's `surrogateescape`, PEP 383).
  private static String decode(ByteBuffer in) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var text = CharBuffer.allocate(in.remaining());
    while (true) {
      CoderResult result = decoder.decode(in, text, true);
      if (result.isUnderflow()) {
        return text.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        text.put((char) (0xDC00 | (in.get() & 0xFF)));
      }
    }
  }

  private static String beginning(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0, count = 0; i < text.length() && count < MOST; count++) {
      int character = text.codePointAt(i);
      if (character == '"' || character == '\\') {
        quoted.append('\\').appendCodePoint(character);
      } else if (character >= 0xDC80 && character <= 0xDCFF) {
        quoted.append(String.format("\\x%02x", character & 0xFF));
      } else {
        PlainText.appendVisible(text, i, quoted);
      }
      i += Character.charCount(character);
    }
    return quoted.append('"').toString();
  }
}
