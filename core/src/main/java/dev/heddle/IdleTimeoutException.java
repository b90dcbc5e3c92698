package dev.heddle;

import dev.heddle.text.Durations;
import java.time.Duration;

/// No byte moved, in either direction, for the idle timeout while the connection was waiting for
/// its peer. The connection is closed.
///
/// ```java
/// try {
///   connection.readLine();
/// } catch (IdleTimeoutException e) {
///   System.out.println(connection.peerAddress() + " was silent for too long");
/// }
/// ```
public final class IdleTimeoutException extends ConnectionEndedException {
  private static final long serialVersionUID = 1;

  public IdleTimeoutException(Duration timeout) {
    super("idle for " + Durations.text(timeout), null);
  }
}
