package dev.heddle;

/// The lifecycle of a server. It moves forward only, along the arrows drawn here; any other call is
/// an [IllegalStateException] that names both states.
///
/// ```
///        start            drain             all ended, or the deadline
///   NEW ───────▶ RUNNING ───────▶ DRAINING ─────────────────────────────▶ CLOSED
///    │              └──────────────── close ─────────────────────────────▶  ▲
///    └──────── the address could not be bound ──────────────────────────────┘
/// ```
///
/// ```java
/// boolean up = server.state() == ServerState.RUNNING;
/// ```
public enum ServerState {
  /// Not bound yet.
  NEW,
  /// Accepting and serving.
  RUNNING,
  /// No longer accepting; each open connection ends at its next message boundary.
  DRAINING,
  /// Nothing is open any more, and the address is free.
  CLOSED;

  public boolean canBecome(ServerState next) {
    return next.compareTo(this) > 0 && !(this == NEW && next == DRAINING);
  }
}
