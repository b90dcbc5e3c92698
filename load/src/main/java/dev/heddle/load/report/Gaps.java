package dev.heddle.load.report;

import dev.heddle.load.report.Figures.SliceFigures;
import dev.heddle.load.report.Ratio.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Why targets cannot be compared: slices in which one of them gave no answer. Stateless.
final class Gaps {
  private Gaps() {}

  /// `a answered in 2 of 9 slices`; null if both targets answered in all slices.
  static @Nullable String ofAnswers(Figures target, Figures base) {
    return of(target, base, "answered in", SliceFigures::hasAny);
  }

  /// A sentence for each target that cannot be compared with the first one that was measured.
  static List<String> sentences(RunFigures run) {
    var sentences = new ArrayList<String>();
    Figures base = run.base();
    for (Figures target : run.targets()) {
      if (base != null && !target.equals(base)) {
        add(target, base, run.rate() > 0, sentences);
      }
    }
    return sentences;
  }

  private static void add(Figures target, Figures base, boolean paced, List<String> sentences) {
    String pair = target.name() + " and " + base.name() + ": ";
    String silent = ofAnswers(target, base);
    if (silent != null) {
      sentences.add("no comparison of " + pair + silent);
      return;
    }
    String late = of(target, base, "answered in time in", slice -> Figure.RATE.of(slice) != null);
    if (late != null && !paced) {
      sentences.add("answers per second: no comparison of " + pair + late);
    }
    String idle =
        of(target, base, "has a known CPU time in", slice -> Figure.CPU.of(slice) != null);
    if (idle != null && target.cpuMicrosPerAnswer() != null && base.cpuMicrosPerAnswer() != null) {
      sentences.add("CPU per answer: no comparison of " + pair + idle);
    }
  }

  private static @Nullable String of(
      Figures target, Figures base, String what, Predicate<SliceFigures> isKnown) {
    var gaps = new ArrayList<String>();
    for (Figures one : List.of(target, base)) {
      long known = one.slices().stream().filter(isKnown).count();
      if (one.slices().isEmpty()) {
        gaps.add(one.name() + " was not measured");
      } else if (known < one.slices().size()) {
        gaps.add(one.name() + " " + what + " " + known + " of " + one.slices().size() + " slices");
      }
    }
    return gaps.isEmpty() ? null : String.join(", ", gaps);
  }
}
