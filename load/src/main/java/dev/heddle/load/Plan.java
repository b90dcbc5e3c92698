package dev.heddle.load;

import java.time.Duration;
import java.util.List;

/// The plan of a run, from the first connection to the last answer. Immutable.
///
/// @param connections to each target
/// @param lanes event loops of this side
/// @param connectRate connections opened in a second; 0 for as fast as they come
/// @param warmup how long each target is loaded before anything counts
/// @param duration of the measured part, if there are no rounds
/// @param rounds how often each target has its slice; 0 for one slice as long as `duration`
/// @param slice of each target in each round; of each attempt to find the highest rate
/// @param requests to each target at the most, after the warm-up
/// @param inTurns whether a target's connections are open during its turns only, because this
///   process may not have those of all targets at once
/// @param onlyWhoHolds whether a target that does not answer on all its connections is left out of
///   what follows
public record Plan(
    List<Target> targets,
    Workload workload,
    int connections,
    int lanes,
    double connectRate,
    Pacing pacing,
    Duration warmup,
    Duration duration,
    int rounds,
    Duration slice,
    long requests,
    boolean inTurns,
    boolean onlyWhoHolds) {

  public Plan {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("no targets");
    }
    if (connections < 1) {
      throw new IllegalArgumentException("connections < 1: " + connections);
    }
  }

  /// Whether requests are due at a time, whatever the server does.
  public boolean isPaced() {
    return !(pacing instanceof Pacing.WhenAnswered);
  }

  /// The same, with each target's connections open during its turns only.
  public Plan takingTurns() {
    return new Plan(
        targets,
        workload,
        connections,
        lanes,
        connectRate,
        pacing,
        warmup,
        duration,
        rounds,
        slice,
        requests,
        true,
        onlyWhoHolds);
  }

  /// Whether its pacing allows that.
  public boolean mayTakeTurns() {
    return !(pacing instanceof Pacing.Ramp) && !(pacing instanceof Pacing.FindMax);
  }
}
