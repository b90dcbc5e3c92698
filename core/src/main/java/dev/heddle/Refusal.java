package dev.heddle;

/// Why a connection was not let in, as [ServerStats] counts it.
public enum Refusal {
  /// There were [Limits#maxConnections()] already.
  FULL,
  /// There were [Limits#maxConnectionsPerAddress()] from this address already.
  ADDRESS_FULL,
  /// More came from this address than [Limits#acceptRatePerAddress()] allows.
  ADDRESS_RATE
}
