package dev.heddle;

import java.io.IOException;

/// Two tasks collided: a connection has one reader and one writer at a time, and this call came
/// while another thread was reading or writing. The other thread's call is not disturbed and the
/// connection stays usable. To write from anywhere, use [Connection#outbox()].
///
/// ```java
/// Thread.startVirtualThread(() -> connection.outbox().sendLine("from another thread")); // never busy
/// ```
public final class ConnectionBusyException extends IOException {
  private static final long serialVersionUID = 1;

  public ConnectionBusyException(String message) {
    super(message);
  }
}
