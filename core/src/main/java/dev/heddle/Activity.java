package dev.heddle;

/// What a connection is doing.
///
/// ```java
/// boolean busy = server.connections().stream().anyMatch(c -> c.activity() == Activity.RUNNING);
/// ```
public enum Activity {
  /// Waits for its peer to send.
  READING,
  /// Hands bytes to the system, or waits for its peer to take them.
  WRITING,
  /// Its handler is at work, or waits for something else than the peer: a lock, a database, a
  /// sleep.
  RUNNING,
  /// Is being closed: the last bytes are on their way, or the peer is given time to read them.
  CLOSING
}
