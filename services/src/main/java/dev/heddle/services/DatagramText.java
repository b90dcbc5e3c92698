package dev.heddle.services;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Text as the payload of a datagram. Stateless.
final class DatagramText {
  private DatagramText() {}

  /// The text in UTF-8.
  static ByteBuffer encode(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  /// The text in UTF-8 and a `\n`.
  static ByteBuffer line(String text) {
    return encode(text + '\n');
  }
}
