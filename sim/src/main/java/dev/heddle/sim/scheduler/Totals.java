package dev.heddle.sim.scheduler;

/// The totals of a run. Immutable.
///
/// @param points how often a thread could have been preempted
/// @param switches how often another thread ran
/// @param threads how many threads ran
/// @param nanos the virtual time that has passed, in nanoseconds
/// @param digest stands for all that was chosen: two runs with the same one were the same
public record Totals(long points, long switches, int threads, long nanos, long digest) {}
