package dev.heddle.services.lines;

import dev.heddle.Connection;
import dev.heddle.text.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/// What one message is to a service that is sent text.
public enum TextFraming {
  /// A message is a line: it ends in `\n` or `\r\n`.
  LINES {
    @Override
    public @Nullable String next(Connection connection) throws IOException {
      return ClientLines.next(connection);
    }

    @Override
    public String framed(String text) {
      return text + '\n';
    }
  },

  /// Bytes that arrive together are a message, up to 64 KiB. TCP does not guarantee that they were
  /// sent together.
  CHUNKS {
    @Override
    public @Nullable String next(Connection connection) throws IOException {
      while (true) {
        ClientLines.pace(connection);
        ByteBuffer bytes = ByteBuffer.allocate(LARGEST_CHUNK);
        if (connection.read(bytes) < 0) {
          return null;
        }
        bytes.flip();
        bytes.limit(bytes.limit() - lineEnd(bytes).length());
        try {
          return Utf8.decode(bytes);
        } catch (CharacterCodingException e) {
          connection.outbox().sendText("error: not UTF-8");
        }
      }
    }

    @Override
    public String framed(String text) {
      return text;
    }
  };

  private static final int LARGEST_CHUNK = 64 * 1024;

  /// Waits for the next message of a client that is answered by the connection's outbox. One that
  /// is not UTF-8 is refused and the next one read. Belongs to the connection's reader.
  ///
  /// @return the message without the end of its line, or null when no more will come
  public abstract @Nullable String next(Connection connection) throws IOException;

  /// The text as a message to be sent.
  public abstract String framed(String text);

  /// How the bytes end: `\r\n`, `\n`, or nothing. They are not consumed.
  public static String lineEnd(ByteBuffer bytes) {
    int last = bytes.limit() - 1;
    if (last < bytes.position() || bytes.get(last) != '\n') {
      return "";
    }
    return last > bytes.position() && bytes.get(last - 1) == '\r' ? "\r\n" : "\n";
  }
}
