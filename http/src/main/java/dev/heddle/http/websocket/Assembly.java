package dev.heddle.http.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// A message that is being received. Grows as its bytes arrive, not as they are announced; text is
/// checked as it arrives, so that text that is not UTF-8 is rejected before its end.
///
/// Belongs to the WebSocket's reader.
final class Assembly {
  private static final int MOST_PENDING = 4;

  private final boolean text;
  private final int maxBytes;
  private final Bytes bytes = new Bytes();
  private final StringBuilder chars = new StringBuilder(0);
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private byte[] pending = {};
  private long size;
  private boolean wide; // whether a character may take two bytes of memory

  Assembly(boolean text, int maxBytes) {
    this.text = text;
    this.maxBytes = maxBytes;
  }

  /// Announces the number of bytes to come.
  void announce(long length) throws ProtocolError {
    size += length;
    if (size > maxBytes || size < 0) {
      throw new ProtocolError(CloseCode.TOO_BIG, "message larger than " + maxBytes + " bytes");
    }
  }

  /// How many bytes of memory it may hold.
  long held() {
    return text ? (long) chars.capacity() << (wide ? 1 : 0) : bytes.capacity();
  }

  void add(byte[] part, int count) throws ProtocolError {
    if (text) {
      decode(part, count);
    } else {
      bytes.write(part, 0, count);
    }
  }

  private void decode(byte[] part, int count) throws ProtocolError {
    ByteBuffer in = ByteBuffer.wrap(part, 0, count);
    if (pending.length > 0) {
      in = ByteBuffer.allocate(pending.length + count).put(pending).put(part, 0, count).flip();
    }
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CoderResult result = decoder.decode(in, out, false);
    if (result.isError() || in.remaining() >= MOST_PENDING) {
      throw notUtf8();
    }
    wide |= out.position() < count;
    chars.append(out.flip());
    pending = new byte[in.remaining()];
    in.get(pending);
  }

  WebSocketMessage message() throws ProtocolError {
    if (!text) {
      return new WebSocketMessage.Binary(ByteBuffer.wrap(bytes.toByteArray()));
    }
    if (pending.length > 0) {
      throw notUtf8();
    }
    return new WebSocketMessage.Text(chars.toString());
  }

  private static ProtocolError notUtf8() {
    return new ProtocolError(CloseCode.NOT_UTF_8, "not UTF-8");
  }

  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(0);
    }

    int capacity() {
      return buf.length;
    }
  }
}
