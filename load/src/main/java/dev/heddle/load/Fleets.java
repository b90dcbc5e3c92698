package dev.heddle.load;

import dev.heddle.load.proc.ServerProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the fleets of a run. Belongs to the thread that runs the load.
public interface Fleets {

  /// Fleets in this process.
  Fleets HERE =
      (plan, target, process, origin) ->
          new LocalFleet(
              plan.workload(), plan.connections(), Lanes.of(plan), target, process, origin);

  /// One whose connections are closed as yet.
  ///
  /// @param process of the target, if known
  /// @param origin the beginning of the run, by `System.nanoTime()`
  Fleet fleet(Plan plan, Target target, @Nullable ServerProcess process, long origin);

  /// The results that count, when all slices are over.
  default List<Run> settle(List<Run> runs) {
    return runs;
  }
}
