package dev.heddle;

import java.net.SocketTimeoutException;

/// A read of a connection took longer than its handler allowed: distinct from the timeouts of other
/// sockets, because the peer's silence is not a failure of the handler.
///
/// ```java
/// connection.readTimeout(Duration.ofSeconds(5));
/// try {
///   connection.readLine();
/// } catch (ReadTimeoutException e) {
///   connection.writeLine("are you there?");
/// }
/// ```
public final class ReadTimeoutException extends SocketTimeoutException {
  private static final long serialVersionUID = 1;

  public ReadTimeoutException(String message) {
    super(message);
  }
}
