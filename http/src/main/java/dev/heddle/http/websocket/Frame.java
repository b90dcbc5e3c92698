package dev.heddle.http.websocket;

import dev.heddle.Message;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A frame's header as a client sends it, and frames as a server sends them (RFC 6455 §5.2).
/// Immutable.
///
/// @param last whether it ends its message
/// @param length of the payload, in bytes
/// @param mask what the payload is masked with, from the first byte down
record Frame(boolean last, int opcode, long length, int mask) {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int SHORT = 126;
  private static final int LONG = 127;
  private static final int LARGEST_CONTROL = 125;

  boolean isControl() {
    return opcode >= CLOSE;
  }

  /// Reads a header.
  ///
  /// @throws java.io.EOFException if the stream ends inside of it
  static Frame read(DataInputStream in) throws IOException, ProtocolError {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    boolean last = (first & FIN) != 0;
    int opcode = first & 0x0f;
    int shortLength = second & ~MASKED;
    if ((first & RESERVED) != 0) {
      throw wrong("reserved bits are set, and no extension was agreed upon");
    }
    if ((opcode > BINARY && opcode < CLOSE) || opcode > PONG) {
      throw wrong("unknown opcode " + opcode);
    }
    if ((second & MASKED) == 0) {
      throw wrong("a client's frames must be masked");
    }
    if (opcode >= CLOSE && (!last || shortLength > LARGEST_CONTROL)) {
      throw wrong("control frames are short and whole");
    }
    long length = length(in, shortLength);
    return new Frame(last, opcode, length, in.readInt());
  }

  /// Lengths must be written as short as they can be.
  private static long length(DataInputStream in, int shortLength)
      throws IOException, ProtocolError {
    if (shortLength < SHORT) {
      return shortLength;
    }
    long length = shortLength == SHORT ? in.readUnsignedShort() : in.readLong();
    if (length < (shortLength == SHORT ? SHORT : 0x10000)) {
      throw wrong("malformed length");
    }
    return length;
  }

  private static ProtocolError wrong(String message) {
    return new ProtocolError(CloseCode.PROTOCOL_ERROR, message);
  }

  /// Unmasks a part of the payload in place.
  ///
  /// @param from where in the payload the part begins
  void unmask(byte[] part, int count, long from) {
    int rotated = Integer.rotateLeft(mask, 8 * (int) (from & 3));
    for (int i = 0; i < count; i++) {
      part[i] ^= (byte) (rotated >>> 24);
      rotated = Integer.rotateLeft(rotated, 8);
    }
  }

  /// A whole frame to send, not masked.
  static Message encode(int opcode, byte[] payload) {
    int length = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(10 + length).put((byte) (FIN | opcode));
    if (length < SHORT) {
      frame.put((byte) length);
    } else if (length < 0x10000) {
      frame.put((byte) SHORT).putShort((short) length);
    } else {
      frame.put((byte) LONG).putLong(length);
    }
    return Message.of(frame.put(payload).flip());
  }

  /// A close frame; the reason is cut to what fits.
  static Message close(int code, String reason) {
    ByteBuffer payload = ByteBuffer.allocate(LARGEST_CONTROL);
    payload.putShort((short) code);
    StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(reason), payload, true);
    byte[] bytes = new byte[payload.flip().remaining()];
    payload.get(bytes);
    return encode(CLOSE, bytes);
  }
}
