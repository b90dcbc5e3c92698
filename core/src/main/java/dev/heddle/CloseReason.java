package dev.heddle;

/// Why a connection ended, as the server counts it. The first reason counts.
///
/// ```java
/// long resets = server.stats().closed().getOrDefault(CloseReason.BROKEN, 0L);
/// ```
public enum CloseReason {
  /// The handler returned, or closed the connection.
  ENDED,
  /// The peer, or the network between, broke it.
  BROKEN,
  /// The idle timeout or an [Outbox#deadline] passed, or a read timed out and the handler did not
  /// catch that.
  IDLE,
  /// The peer did not read, and the outbox's policy was to disconnect.
  OVERFLOW,
  /// The peer sent something that is not a message of the protocol: one that was cut short, too
  /// large or not UTF-8, or the handler threw a [MalformedMessageException]. The peer's fault, not
  /// a failure of the handler.
  MALFORMED,
  /// Connections held more than [Limits#maxBufferedBytes()], and this one held the most.
  MEMORY,
  /// The connection came through a proxy ([ProxyProtocol]) and sent nothing, or nothing but its
  /// [ProxyHeader], before it closed or reset: a health check, most likely.
  PROBED,
  /// The server was full, and this connection waited for a message while another client came: see
  /// [FullPolicy#EVICT_IDLE].
  EVICTED,
  /// The handler threw.
  FAILED,
  /// This side aborted it: the server's drain timed out, a caller asked for it, or a thread was
  /// interrupted while it waited for the peer.
  ABORTED
}
