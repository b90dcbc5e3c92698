package dev.heddle.cli.arguments;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import java.time.Duration;

/// The engines by their names on the command line.
public enum EngineChoice {
  blocking,
  threads,
  virtual,
  selector,
  loops;

  /// @param loops how many loops, or 0 for one per processor; for the others, nothing
  /// @param poller what the loops wait on; for the others, nothing
  /// @param busyPoll how long the loops poll busily before they sleep; for the others, nothing
  public Engine engine(int loops, LoopPoller poller, Duration busyPoll) {
    return switch (this) {
      case blocking -> Engine.blocking();
      case threads -> Engine.threads();
      case virtual -> Engine.virtual();
      case selector -> Engine.selector();
      case loops ->
          Engine.loops(
              loops == 0 ? Runtime.getRuntime().availableProcessors() : loops, poller, busyPoll);
    };
  }
}
