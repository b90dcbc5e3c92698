package dev.heddle;

/// Where a server is in its life. It moves forward only, by the arrows drawn here; any other call
/// is an [IllegalStateException] that names both states.
///
/// ```
///        start            drain             all ended, or the deadline
///   NEW ───────▶ RUNNING ───────▶ DRAINING ─────────────────────────────▶ CLOSED
///    │              └──────────────── close ─────────────────────────────▶  ▲
///    └──────── the address could not be bound ──────────────────────────────┘
/// ```
public enum ServerState {
  /// Not bound yet.
  NEW,
  /// Accepting and serving.
  RUNNING,
  /// Accepting no more; what is open ends at its next message boundary.
  DRAINING,
  /// Nothing is open any more, and the address is free.
  CLOSED;

  public boolean canBecome(ServerState next) {
    return next.compareTo(this) > 0 && !(this == NEW && next == DRAINING);
  }
}
