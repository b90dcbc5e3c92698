package dev.heddle;

import java.nio.ByteBuffer;

/// How a frame says its length: the prefix that stands before its payload. Numbers are unsigned and
/// have the most significant byte first, except in [#VARINT].
///
/// ```java
/// byte[] request = connection.readFrame(LengthPrefix.TWO_BYTES);
/// connection.writeFrame(LengthPrefix.TWO_BYTES, answer(request));
/// ```
///
/// Immutable.
public enum LengthPrefix {
  /// One byte: payloads of up to 255 bytes.
  ONE_BYTE(0xff),

  /// Two bytes: payloads of up to 65,535 bytes, as in DNS over TCP (RFC 1035 §4.2.2).
  TWO_BYTES(0xffff),

  /// Four bytes: what [Connection#readFrame()] reads and [Connection#writeFrame(byte[])] writes.
  FOUR_BYTES(Integer.MAX_VALUE),

  /// Seven bits in each byte, the least significant first; a set eighth bit says that another byte
  /// follows. As before Protocol Buffers' delimited messages; here 32 bits, so five bytes at the
  /// most.
  VARINT(Integer.MAX_VALUE);

  private static final int VARINT_BITS = 7;
  private static final int VARINT_MORE = 1 << VARINT_BITS;

  private final int maxPayload;

  LengthPrefix(int maxPayload) {
    this.maxPayload = maxPayload;
  }

  /// The most bytes that a payload can have for its length to fit.
  public int maxPayload() {
    return maxPayload;
  }

  /// A frame in a buffer of its own: the prefix and a copy of the payload, ready to be written.
  ///
  /// @throws IllegalArgumentException if the payload is longer than [#maxPayload()]
  public ByteBuffer frame(byte[] payload) {
    if (payload.length > maxPayload) {
      throw new IllegalArgumentException(
          "payload longer than " + maxPayload + " bytes: " + payload.length);
    }
    ByteBuffer frame = ByteBuffer.allocate(Math.addExact(size(payload.length), payload.length));
    switch (this) {
      case ONE_BYTE -> frame.put((byte) payload.length);
      case TWO_BYTES -> frame.putShort((short) payload.length);
      case FOUR_BYTES -> frame.putInt(payload.length);
      case VARINT -> putVarint(frame, payload.length);
    }
    return frame.put(payload).flip();
  }

  /// How many bytes the prefix of such a payload has.
  private int size(int length) {
    return switch (this) {
      case ONE_BYTE -> Byte.BYTES;
      case TWO_BYTES -> Short.BYTES;
      case FOUR_BYTES -> Integer.BYTES;
      case VARINT -> {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(length | 1);
        yield Math.ceilDiv(bits, VARINT_BITS);
      }
    };
  }

  private static void putVarint(ByteBuffer target, int value) {
    int rest = value;
    while (rest >= VARINT_MORE) {
      target.put((byte) (rest | VARINT_MORE));
      rest >>>= VARINT_BITS;
    }
    target.put((byte) rest);
  }
}
