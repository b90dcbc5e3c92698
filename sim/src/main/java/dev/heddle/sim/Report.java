package dev.heddle.sim;

import org.jspecify.annotations.Nullable;

/// The result of a simulation. Immutable.
///
/// @param seeds how many worlds ran
/// @param failure the first one's that failed; null if none did
/// @param points how often a thread could have been preempted, in all worlds together
/// @param virtualNanos how much virtual time passed, in all worlds together, in nanoseconds
/// @param realNanos how long it took, in nanoseconds
/// @param digest stands for all that was chosen in all worlds: the same in each JVM and on each
///   machine
public record Report(
    long seeds,
    @Nullable Failure failure,
    long points,
    long virtualNanos,
    long realNanos,
    long digest) {

  /// @throws SimulationFailedError if a world failed; it has the plan to replay it
  public Report requireSuccess() {
    if (failure != null) {
      throw new SimulationFailedError(failure);
    }
    return this;
  }

  @Override
  public String toString() {
    double seconds = realNanos / 1e9;
    return String.format(
        "%,d %s in %.2f s (%,.0f a second; %,.1f virtual seconds a second), %s",
        seeds,
        seeds == 1 ? "seed" : "seeds",
        seconds,
        seeds / seconds,
        virtualNanos / 1e9 / seconds,
        failure == null ? "no failure" : "failed: " + failure.plan());
  }

  /// Adds up runs. Belongs to one thread.
  static final class Sum {
    private long seeds;
    private long points;
    private long virtualNanos;
    private long digest;

    void add(RunResult run) {
      seeds++;
      points += run.totals().points();
      virtualNanos += run.totals().nanos();
      digest = digest * 31 + run.totals().digest();
    }

    long points() {
      return points;
    }

    Report passed(long realNanos) {
      return new Report(seeds, null, points, virtualNanos, realNanos, digest);
    }

    Report failed(Failure failure, long realNanos) {
      return new Report(seeds, failure, points, virtualNanos, realNanos, digest);
    }
  }
}
