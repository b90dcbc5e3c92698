package dev.heddle;

/// Why a connection ended, as the server counts it.
public enum CloseReason {
  /// The handler returned, or closed the connection.
  ENDED,
  /// The peer, or the network between, broke it.
  BROKEN,
  /// The idle timeout passed.
  IDLE,
  /// The peer did not read, and the outbox's policy was to disconnect.
  OVERFLOW,
  /// The handler threw.
  FAILED,
  /// This side aborted it: the server's patience was over, or somebody asked for it.
  ABORTED
}
