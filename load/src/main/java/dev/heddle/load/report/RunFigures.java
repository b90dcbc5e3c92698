package dev.heddle.load.report;

import dev.heddle.load.Run;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all targets have shown under the same load. Immutable.
///
/// @param connections to each target
/// @param rate requests a second that were offered; 0: each connection sent when it was answered
/// @param ratios of each target to the first that was measured, slice by slice
public record RunFigures(int connections, double rate, List<Figures> targets, List<Ratio> ratios) {

  public static RunFigures of(Run run) {
    List<Figures> targets = run.targets().stream().map(Figures::of).toList();
    var ratios = new ArrayList<Ratio>();
    Figures base = base(targets);
    for (Figures target : targets) {
      if (base != null && !target.equals(base)) {
        ratios.addAll(Ratio.of(target, base));
      }
    }
    return new RunFigures(run.connections(), run.rate(), targets, List.copyOf(ratios));
  }

  private static @Nullable Figures base(List<Figures> targets) {
    for (Figures target : targets) {
      if (!target.slices().isEmpty()) {
        return target;
      }
    }
    return null;
  }

  /// The first target that was measured, with which the others are compared; null if none was.
  @Nullable Figures base() {
    return base(targets);
  }

  /// The target of that name, or the first one; null if there is none.
  @Nullable Figures target(@Nullable String name) {
    for (Figures target : targets) {
      if (name == null || target.name().equals(name)) {
        return target;
      }
    }
    return null;
  }
}
