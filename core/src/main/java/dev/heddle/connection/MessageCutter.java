package dev.heddle.connection;

import dev.heddle.LengthPrefix;
import dev.heddle.MalformedMessageException;
import dev.heddle.MessageTooLargeException;
import dev.heddle.text.Utf8;
import dev.heddle.transport.ReadBuffer;
import java.nio.charset.CharacterCodingException;

/// Cuts what has been received into messages. The rules of lines, delimited messages and frames are
/// here, for [Input] and [FramedProtocol] alike; both differ only in how they get more bytes.
///
/// Takes nothing from the buffer before a message is complete, so that it may be asked again.
/// Belongs to the connection's one reader.
final class MessageCutter {
  /// The message is not complete.
  static final int INCOMPLETE = -1;

  private static final int NOTHING = -1;

  /// The largest array, less the size of one receive.
  private static final int LARGEST_MESSAGE = Integer.MAX_VALUE - 1024 * 1024;

  private final int maxMessageBytes;

  /// The rest of a message that was too large: up to this delimiter, or that many bytes.
  private int skipThrough = NOTHING;

  private long skipBytes;

  MessageCutter(int maxMessageBytes) {
    this.maxMessageBytes = Math.min(maxMessageBytes, LARGEST_MESSAGE);
  }

  /// Skips what is there of a message that was too large.
  ///
  /// @return whether a message begins here, or will; false while more is to be skipped
  boolean skipRest(ReadBuffer buffer) {
    return (skipThrough == NOTHING && skipBytes == 0) || skipped(buffer);
  }

  private boolean skipped(ReadBuffer buffer) {
    if (skipBytes > 0) {
      int step = (int) Math.min(skipBytes, buffer.size());
      buffer.skip(step);
      skipBytes -= step;
      return skipBytes == 0;
    }
    int end = buffer.indexOf((byte) skipThrough, 0);
    if (end < 0) {
      buffer.clear();
      return false;
    }
    buffer.skip(end + 1);
    skipThrough = NOTHING;
    return true;
  }

  /// The length of the line at the head of the buffer, without its `\n`, or [#INCOMPLETE].
  ///
  /// @param scanned how many bytes are known to have no end
  int lineLength(ReadBuffer buffer, int scanned) throws MessageTooLargeException {
    int length = buffer.indexOf((byte) '\n', scanned);
    int content = length >= 0 ? length : buffer.size();
    // A `\r` may belong to the end of the line, and does not count then.
    boolean slack = content > 0 && buffer.get(content - 1) == '\r';
    return checked(buffer, (byte) '\n', "line", length, content, slack ? content - 1 : content);
  }

  /// The length of the message before the delimiter, or [#INCOMPLETE].
  ///
  /// @param scanned how many bytes are known to have no delimiter
  int delimitedLength(ReadBuffer buffer, byte delimiter, int scanned)
      throws MessageTooLargeException {
    int length = buffer.indexOf(delimiter, scanned);
    int content = length >= 0 ? length : buffer.size();
    return checked(buffer, delimiter, "message", length, content, content);
  }

  private int checked(
      ReadBuffer buffer, byte delimiter, String what, int length, int content, int counted)
      throws MessageTooLargeException {
    if (counted > maxMessageBytes) {
      buffer.skip(content);
      skipThrough = delimiter & 0xff;
      throw new MessageTooLargeException(what, maxMessageBytes);
    }
    return length;
  }

  /// Takes a line; a shorter buffer has the last one, without an end.
  ///
  /// @throws CharacterCodingException if it is not UTF-8; it is taken nevertheless
  static String takeLine(ReadBuffer buffer, int length) throws CharacterCodingException {
    boolean terminated = length < buffer.size();
    int text = length;
    if (terminated && text > 0 && buffer.get(text - 1) == '\r') {
      text--;
    }
    try {
      return Utf8.decode(buffer.array(), buffer.offset(), text);
    } finally {
      buffer.skip(terminated ? length + 1 : length);
    }
  }

  /// Takes a message and its delimiter.
  static byte[] takeDelimited(ReadBuffer buffer, int length) {
    byte[] message = buffer.take(length);
    buffer.skip(1);
    return message;
  }

  /// What to say of a stream that ends too early.
  static String cutShort(int count) {
    return "the stream ended before " + count + " bytes had arrived";
  }

  /// How many bytes the buffer must have for the next step: all of the frame once its prefix is
  /// there. The frame is complete if it has that many.
  ///
  /// @throws MessageTooLargeException if it is; it will be skipped
  int frameSize(ReadBuffer buffer, LengthPrefix prefix) throws MalformedMessageException {
    int size = FrameLength.size(prefix, buffer);
    if (size > buffer.size()) {
      return size;
    }
    long length = FrameLength.of(prefix, buffer, size);
    if (length > maxMessageBytes) {
      buffer.skip(size);
      skipBytes = length;
      throw new MessageTooLargeException("frame", maxMessageBytes);
    }
    return size + (int) length;
  }

  /// Takes a frame.
  ///
  /// @param size as [#frameSize] said
  /// @return its payload
  static byte[] takeFrame(ReadBuffer buffer, LengthPrefix prefix, int size)
      throws MalformedMessageException {
    int before = FrameLength.size(prefix, buffer);
    buffer.skip(before);
    return buffer.take(size - before);
  }
}
