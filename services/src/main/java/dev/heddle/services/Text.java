package dev.heddle.services;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text as bytes, and bytes as text.
final class Text {
  private Text() {}

  /// The bytes as text; they are consumed.
  ///
  /// @throws CharacterCodingException if they are not UTF-8
  static String decode(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  static ByteBuffer encode(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  /// The text and a `\n`.
  static ByteBuffer line(String text) {
    return encode(text + '\n');
  }
}
