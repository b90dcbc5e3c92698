package dev.heddle.services.lines;

import dev.heddle.Connection;
import dev.heddle.MessageTooLargeException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/// The lines that a client sends, for a service that answers by the connection's outbox.
///
/// A line that is not UTF-8 is refused and the next one read; after one that is too long nothing
/// more is read.
public final class ClientLines {
  /// Unsent bytes above which a client has to take its answers before it is read from again.
  private static final int MUCH = 32 * 1024;

  private ClientLines() {}

  /// Waits for the next line. Belongs to the connection's reader.
  ///
  /// @return the line, or null when no more will come
  public static @Nullable String next(Connection connection) throws IOException {
    while (true) {
      pace(connection);
      try {
        return connection.readLine();
      } catch (CharacterCodingException e) {
        connection.outbox().sendLine("error: not UTF-8");
      } catch (MessageTooLargeException e) {
        connection.outbox().sendLine("error: " + e.getMessage());
        return null;
      }
    }
  }

  /// Waits, if much is unsent, until it is on its way.
  public static void pace(Connection connection) throws IOException {
    if (connection.outbox().pending() > MUCH) {
      connection.flush();
    }
  }
}
