package dev.heddle.sim.scheduler;

/// When a world is given up.
///
/// @param points so many points passed: it does not end
/// @param patienceNanos in so many virtual nanoseconds nothing but daemons ran, or events of the
///   network: nobody makes progress
public record Bounds(long points, long patienceNanos) {
  public static final Bounds DEFAULT = new Bounds(5_000_000, 3_600_000_000_000L);
}
