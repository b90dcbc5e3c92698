package dev.heddle.sim;

import org.jspecify.annotations.Nullable;

/// How the simulations of tests are run, for programs that run tests by JUnit's launcher: a value
/// in the session's store, whose namespace and key are the name of this class. Called by the thread
/// that runs the test.
@FunctionalInterface
public interface SimulationRunner {

  /// As the test says.
  SimulationRunner USUAL =
      (simulation, plan) -> plan == null ? simulation.run() : simulation.replay(plan);

  /// @param simulation what the test is, with its settings
  /// @param plan the one that it is to replay; null if it has none
  Report run(Simulation simulation, @Nullable Plan plan);
}
