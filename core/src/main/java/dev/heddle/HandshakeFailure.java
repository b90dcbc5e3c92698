package dev.heddle;

/// Why a TLS handshake did not succeed, as the server counts it.
///
/// ```java
/// long plain = server.handshakes().failed().getOrDefault(HandshakeFailure.PLAIN_TEXT, 0L);
/// ```
public enum HandshakeFailure {
  /// The peer sent something that is not TLS.
  PLAIN_TEXT,
  /// The peer closed or broke the connection before the handshake was over; port scanners and
  /// health checks do.
  CLOSED,
  /// The handshake took longer than [Tls#handshakeTimeout()].
  TIMED_OUT,
  /// The peer rejected what this side offered, such as its certificate, and said so by an alert.
  REJECTED_BY_PEER,
  /// This side rejected what the peer offered: no protocol version or cipher suite in common, no
  /// certificate or one that is not trusted, or bytes that are invalid.
  REJECTED
}
