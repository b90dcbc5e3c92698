package dev.heddle.load;

import org.jspecify.annotations.Nullable;

/// Observes a run, and may end it. Called by the thread that runs it.
public interface RunObserver {

  /// No observer.
  RunObserver NONE =
      new RunObserver() {
        @Override
        public boolean isOver() {
          return false;
        }

        @Override
        public void saw(Progress progress) {}
      };

  /// Whether the run is to end; once it is, it stays so.
  boolean isOver();

  /// Reports progress, about once a second.
  void saw(Progress progress);

  /// The progress of a run.
  ///
  /// @param target the one that is being loaded
  /// @param phase the current phase: `connecting`, `warming up`, `measuring`, `trying 4000/s`
  /// @param done how much of the whole run is done, from 0 to 1
  /// @param answersPerSecond in the last interval, and so are the others
  /// @param p50 in nanoseconds; 0 if no answer came
  /// @param p99 in nanoseconds; likewise
  /// @param errors since the beginning of the run, in all targets
  /// @param lastError an example of the latest kind
  record Progress(
      String target,
      String phase,
      double done,
      double answersPerSecond,
      long p50,
      long p99,
      long errors,
      @Nullable String lastError) {}
}
