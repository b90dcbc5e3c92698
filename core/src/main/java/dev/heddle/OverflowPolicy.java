package dev.heddle;

/// What an [Outbox] does with a message that does not fit, because the peer reads too slowly.
///
/// ```java
/// Limits limits = Limits.DEFAULT.withOutbox(64 * 1024, OverflowPolicy.DROP_OLDEST);
/// ```
public enum OverflowPolicy {
  /// Abort the connection of a peer that does not keep up. The default.
  DISCONNECT,
  /// Drop the message that does not fit; what waits already, stays.
  DROP_NEWEST,
  /// Drop the messages that have waited longest until the new one fits.
  DROP_OLDEST
}
