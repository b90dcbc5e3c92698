package dev.heddle;

import org.jspecify.annotations.Nullable;

/// The network or the peer has broken the connection: a reset, a write to a peer that has closed, a
/// route that is gone. Nothing that this side did.
///
/// ```java
/// try {
///   connection.writeLine("news");
///   connection.flush();
/// } catch (ConnectionBrokenException e) {
///   forget(connection.peerAddress());
/// }
/// ```
public final class ConnectionBrokenException extends ConnectionEndedException {
  private static final long serialVersionUID = 1;

  public ConnectionBrokenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
