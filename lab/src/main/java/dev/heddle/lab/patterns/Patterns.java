package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import java.util.List;

/// The patterns that there are: a new one is a file of its own, and a line here.
public final class Patterns {
  private static final List<Experiment> ALL =
      List.of(
          Sleep.EXPERIMENT,
          Processes.EXPERIMENT,
          SpeedUp.EXPERIMENT,
          ProducerConsumer.EXPERIMENT,
          ReadersWriters.EXPERIMENT,
          Counter.EXPERIMENT,
          Deadlocks.EXPERIMENT,
          Philosophers.EXPERIMENT,
          TurnTaking.EXPERIMENT,
          Barrier.EXPERIMENT,
          Events.EXPERIMENT,
          TcpVsUdp.EXPERIMENT,
          SlowConsumer.EXPERIMENT,
          BlockTheLoop.EXPERIMENT,
          ManyConnections.EXPERIMENT);

  private Patterns() {}

  /// All of them, from the simple to the difficult.
  public static List<Experiment> all() {
    return ALL;
  }
}
