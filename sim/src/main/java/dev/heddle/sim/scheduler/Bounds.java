package dev.heddle.sim.scheduler;

/// When a world is given up.
///
/// @param points after this many points, a world counts as endless
/// @param patienceNanos if only daemons and events of the network ran for this many virtual
///   nanoseconds, the world counts as stuck
public record Bounds(long points, long patienceNanos) {
  public static final Bounds DEFAULT = new Bounds(5_000_000, 3_600_000_000_000L);
}
