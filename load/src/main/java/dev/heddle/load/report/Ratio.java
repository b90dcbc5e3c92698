package dev.heddle.load.report;

import dev.heddle.load.report.Figures.SliceFigures;
import dev.heddle.load.stats.RatioInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How one target compares with another in one figure, slice by slice of the same run. Immutable.
///
/// @param figure the figure to compare
/// @param name of the target
/// @param against the other one's name
/// @param median the estimate, see [RatioInterval]
/// @param low lower end of the interval in which the true ratio lies
/// @param high its upper end
/// @param confidence of that, 0.993 or a little more if there are nine slices or more
/// @param slices how many there were
public record Ratio(
    Figure figure,
    String name,
    String against,
    double median,
    double low,
    double high,
    double confidence,
    int slices) {
  /// What can be compared.
  public enum Figure {
    CPU,
    RATE,
    P50,
    P99;

    /// Null if a slice does not have it, or not more than 0: then there is no ratio.
    @Nullable Double of(SliceFigures slice) {
      Double value =
          switch (this) {
            case CPU -> slice.cpuMicrosPerAnswer();
            case RATE -> (Double) slice.answersPerSecond();
            case P50 -> (Double) slice.p50();
            case P99 -> (Double) slice.p99();
          };
      return value == null || value == 0 ? null : value;
    }
  }

  /// All that can be said of two targets; [Gaps] says why a figure is not among it.
  static List<Ratio> of(Figures target, Figures base) {
    var ratios = new ArrayList<Ratio>();
    for (Figure figure : Figure.values()) {
      add(figure, target, base, ratios);
    }
    return ratios;
  }

  private static void add(Figure figure, Figures target, Figures base, List<Ratio> ratios) {
    int slices = Math.min(target.slices().size(), base.slices().size());
    var values = new double[slices];
    for (int i = 0; i < slices; i++) {
      Double mine = figure.of(target.slices().get(i));
      Double theirs = figure.of(base.slices().get(i));
      if (mine == null || theirs == null) {
        return;
      }
      values[i] = mine / theirs;
    }
    if (slices > 0) {
      RatioInterval interval = RatioInterval.of(values);
      ratios.add(
          new Ratio(
              figure,
              target.name(),
              base.name(),
              interval.ratio(),
              interval.low(),
              interval.high(),
              interval.confidence(),
              slices));
    }
  }

  /// Whether there were enough slices for a verdict.
  public boolean isEnough() {
    return confidence >= RatioInterval.WANTED;
  }

  /// Whether the two differ significantly.
  public boolean shown() {
    return isEnough() && (low > 1 || high < 1);
  }

  /// `0.63× [0.61 0.66]`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f× [%.2f %.2f]", median, low, high);
  }

  /// A sentence.
  public String sentence() {
    if (!shown()) {
      String few = !isEnough() ? " (too few rounds: " + slices + "; nine are needed)" : "";
      return what()
          + ": no difference shown between "
          + name
          + " and "
          + against
          + " "
          + this
          + few;
    }
    return switch (figure) {
      case CPU -> name + " uses " + this + " the CPU of " + against + " for an answer";
      case RATE -> name + " gives " + this + " the answers per second of " + against;
      case P50 -> name + " has " + this + " the median latency of " + against;
      case P99 -> name + " has " + this + " the p99 latency of " + against;
    };
  }

  /// A sentence that says why nothing can be said.
  String noVerdict(String why) {
    return what() + ": no verdict on " + name + " and " + against + ": " + why;
  }

  private String what() {
    return switch (figure) {
      case CPU -> "CPU per answer";
      case RATE -> "answers per second";
      case P50 -> "median latency";
      case P99 -> "p99 latency";
    };
  }
}
