package dev.heddle.http;

import dev.heddle.Connection;
import java.io.IOException;
import java.io.InputStream;

/// A connection that has changed to another protocol. Used by its connection's thread, but for what
/// [Connection] allows to others.
///
/// ```java
/// HttpResponse response =
///     HttpResponse.upgrade("lines", upgraded -> upgraded.connection().writeLine("now lines"));
/// ```
public final class Upgraded {
  private final Connection connection;
  private final HttpInput input;

  /// What the head of the request takes, which the new protocol's session may look at until its
  /// end.
  private final int headBytes;

  Upgraded(Connection connection, HttpInput input) {
    this.connection = connection;
    this.input = input;
    connection.evictable(false); // a client that listens asks for nothing
    this.headBytes = input.kept();
  }

  /// To write, to close, and for its outbox. Read from [#input()] instead: it includes bytes that
  /// arrived together with the request.
  public Connection connection() {
    return connection;
  }

  /// Waits for the next message of the new protocol, as [Connection#awaitMessage()] does.
  ///
  /// @return false at the end of the stream, or when the server drains
  public boolean awaitMessage() throws IOException {
    return input.awaitMessage();
  }

  /// How many bytes of memory an unfinished message takes, as for [Connection#holds]. Those of the
  /// request's head count in addition, for as long as the connection lives.
  public void holds(long bytes) {
    input.keep(headBytes + bytes);
  }

  /// What the peer sends.
  public InputStream input() {
    return input;
  }
}
