package dev.heddle.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Strict UTF-8, at the speed of the JDK's lenient decoder.
///
/// Thread-safe: it has no state.
///
/// ```java
/// byte[] name = connection.readUntil((byte) 0);
/// return name == null ? null : Utf8.decode(name, 0, name.length);
/// ```
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /// @throws CharacterCodingException if the bytes are not UTF-8
  public static String decode(byte[] bytes, int offset, int length)
      throws CharacterCodingException {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // Only malformed bytes, or the replacement character itself, decode to it: check which.
    if (text.indexOf(REPLACEMENT) >= 0) {
      return decode(ByteBuffer.wrap(bytes, offset, length));
    }
    return text;
  }

  /// The buffer's remaining bytes, which are consumed.
  ///
  /// @throws CharacterCodingException if they are not UTF-8
  public static String decode(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }
}
