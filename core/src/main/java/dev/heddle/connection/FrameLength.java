package dev.heddle.connection;

import dev.heddle.LengthPrefix;
import dev.heddle.MalformedMessageException;
import dev.heddle.transport.ReadBuffer;

/// Reads the length that stands before a frame from what has been received, and takes nothing.
/// Stateless; the buffer belongs to the connection's reader.
final class FrameLength {
  private static final int LARGEST_VARINT = 5;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MASK = (1 << VARINT_BITS) - 1;
  private static final long LARGEST = 0xffff_ffffL;

  private FrameLength() {}

  /// How many bytes the prefix at the head of the buffer has; of a varint whose end has not come
  /// yet, one more than there are.
  ///
  /// @throws MalformedMessageException if it is longer than a varint may be
  static int size(LengthPrefix prefix, ReadBuffer buffer) throws MalformedMessageException {
    return switch (prefix) {
      case ONE_BYTE -> Byte.BYTES;
      case TWO_BYTES -> Short.BYTES;
      case FOUR_BYTES -> Integer.BYTES;
      case VARINT -> varintSize(buffer);
    };
  }

  private static int varintSize(ReadBuffer buffer) throws MalformedMessageException {
    int there = Math.min(buffer.size(), LARGEST_VARINT);
    for (int i = 0; i < there; i++) {
      if (buffer.get(i) >= 0) {
        return i + 1;
      }
    }
    if (there == LARGEST_VARINT) {
      throw new MalformedMessageException("varint of more than " + LARGEST_VARINT + " bytes");
    }
    return there + 1;
  }

  /// The length that a prefix of `size` bytes, all of which are there, says.
  ///
  /// @throws MalformedMessageException if it has more than 32 bits
  static long of(LengthPrefix prefix, ReadBuffer buffer, int size)
      throws MalformedMessageException {
    long length = 0;
    for (int i = 0; i < size; i++) {
      long next = buffer.get(i) & 0xff;
      length =
          prefix == LengthPrefix.VARINT
              ? length | (next & VARINT_MASK) << (VARINT_BITS * i)
              : length << Byte.SIZE | next;
    }
    if (length > LARGEST) {
      throw new MalformedMessageException("varint of more than 32 bits");
    }
    return length;
  }
}
