package dev.heddle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The connection is over and carries nothing more; its kinds say why. A program that needs to know
/// no more catches this one:
///
/// ```java
/// try {
///   serve(connection);
/// } catch (ConnectionEndedException e) {
///   leave(); // closed here, broken by the peer or the network, or idle for too long
/// }
/// ```
///
/// The regular end, a peer that has sent its last byte, is not an exception: reads return null or
/// -1.
public abstract sealed class ConnectionEndedException extends IOException
    permits ConnectionBrokenException, ConnectionClosedException, IdleTimeoutException {
  private static final long serialVersionUID = 1;

  ConnectionEndedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
