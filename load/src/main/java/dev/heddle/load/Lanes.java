package dev.heddle.load;

import dev.heddle.load.proc.Processors;
import java.util.List;

/// The lanes that one process has to a target. Immutable.
///
/// @param portions one for each
/// @param awake whether their loops stay awake for requests that will be due
/// @param loops how many this process has to all targets together; they share its memory
public record Lanes(List<Portion> portions, boolean awake, int loops) {
  public Lanes {
    portions = List.copyOf(portions);
  }

  /// Those of a load in one process.
  static Lanes of(Plan plan) {
    return new Lanes(
        Portion.of(plan.connections(), plan.lanes()),
        plan.isPaced() && !Processors.single(),
        plan.lanes() * plan.targets().size());
  }
}
