package dev.heddle.services;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/// Gathers a line from the pieces in which it comes. Each byte is looked at once, however small the
/// pieces are. Not thread-safe.
final class LineBuffer {
  private static final byte[] NONE = new byte[0];

  private byte[] bytes = NONE;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  /// How many bytes it holds.
  int size() {
    return count;
  }

  /// Takes bytes from `source` up to the end of the line, which is taken, too, but not kept.
  ///
  /// @return whether the line has ended
  boolean take(ByteBuffer source) {
    int end = indexOfNewline(source);
    int length = (end < 0 ? source.limit() : end) - source.position();
    if (count + length > bytes.length) {
      int grown = bytes.length + bytes.length / 4; // many half lines should waste little
      bytes = Arrays.copyOf(bytes, Math.max(count + length, grown));
    }
    source.get(bytes, count, length);
    count += length;
    if (end < 0) {
      return false;
    }
    source.get();
    if (endsInReturn()) {
      count--;
    }
    return true;
  }

  /// Whether the last byte is a `\r`, which may yet turn out to belong to the line's end.
  boolean endsInReturn() {
    return count > 0 && bytes[count - 1] == '\r';
  }

  /// Returns the gathered line and begins the next one.
  ///
  /// @throws CharacterCodingException if it is not UTF-8
  String removeText() throws CharacterCodingException {
    int length = count;
    count = 0;
    return Text.decode(ByteBuffer.wrap(bytes, 0, length));
  }

  /// Gives the memory back if nothing is held: an idle connection should cost little.
  void trim() {
    if (isEmpty()) {
      bytes = NONE;
    }
  }

  private static int indexOfNewline(ByteBuffer source) {
    for (int i = source.position(); i < source.limit(); i++) {
      if (source.get(i) == '\n') {
        return i;
      }
    }
    return -1;
  }
}
