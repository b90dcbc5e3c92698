package dev.heddle;

/// Why a connection was rejected, or a datagram not answered, as [ServerStats] counts it.
///
/// ```java
/// long tooFast = server.stats().refusals().getOrDefault(Refusal.ADDRESS_RATE, 0L);
/// ```
public enum Refusal {
  /// There were [Limits#maxConnections()] already.
  FULL,
  /// There were [Limits#maxConnectionsPerAddress()] from this address already.
  ADDRESS_FULL,
  /// More came from this address than [Limits#acceptRatePerAddress()] allows.
  ADDRESS_RATE,
  /// A datagram came from a port that is a service's, not a client's: see [DatagramServer].
  SERVICE_PORT,
  /// A peer has sent more datagrams than [DatagramServer.Builder#answerRate] allows.
  PEER_RATE
}
