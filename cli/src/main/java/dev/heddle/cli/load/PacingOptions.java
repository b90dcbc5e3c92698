package dev.heddle.cli.load;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.load.Pacing;
import dev.heddle.load.report.Figures;
import dev.heddle.load.report.Metric;
import dev.heddle.load.report.RunFigures;
import dev.heddle.load.report.Threshold;
import dev.heddle.load.report.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// When requests are sent: at a rate, at several, at the highest that holds, or when answered.
final class PacingOptions {
  private static final int RAMP_STEPS = 10;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      converter = Rate.Converter.class,
      description =
          "Requests per second in total, whatever the server does; latency counts from when each was"
              + " due. Default: each connection sends its next request when it has the answer.")
  @Nullable Rate rate;

  @Option(
      names = "--ramp",
      paramLabel = "FROM..TO",
      description = "Rates from one to the other, in ten steps.")
  @Nullable String ramp;

  @Option(
      names = "--find-max",
      paramLabel = "CONDITION",
      description = "Search for the highest rate at which this holds without errors: 'p99<5ms'.")
  @Nullable String findMax;

  Pacing pacing() throws CommandFailure {
    int given = (rate == null ? 0 : 1) + (ramp == null ? 0 : 1) + (findMax == null ? 0 : 1);
    if (given > 1) {
      throw CommandFailure.usage("only one of --rate, --ramp and --find-max");
    }
    if (rate != null) {
      return new Pacing.AtRate(rate.perSecond());
    }
    if (ramp != null) {
      return ramp(ramp);
    }
    if (findMax != null) {
      Threshold condition = condition(findMax);
      String fault = searchFault(condition);
      if (fault != null) {
        throw CommandFailure.usage("--find-max: '" + findMax + "' " + fault);
      }
      return new Pacing.FindMax(findMax, sample -> condition.holds(Figures.ofSample(sample)));
    }
    return new Pacing.WhenAnswered();
  }

  private static Threshold condition(String text) throws CommandFailure {
    return ReportOptions.threshold("--find-max", text);
  }

  /// Why the highest rate at which this holds cannot be searched for; null if it can.
  private static @Nullable String searchFault(Threshold condition) {
    if (condition.base() != null) {
      return "compares targets; each is measured by itself: p99<5ms";
    }
    if (condition.metric() == Metric.RATE) {
      return "is about the rate, which is what is searched for; write how good the answers have to"
          + " be: p99<5ms";
    }
    if (condition.metric() == Metric.MEMORY) {
      return "is measured once, not at each rate; write how good the answers have to be: p99<5ms";
    }
    return condition.isFloor()
        ? "holds when a server is slow; write how good it has to be: p99<5ms"
        : null;
  }

  /// Whether it tries one rate after another.
  boolean hasSeveralRates() {
    return ramp != null || findMax != null;
  }

  private static Pacing ramp(String text) throws CommandFailure {
    int dots = text.indexOf("..");
    if (dots < 0) {
      throw CommandFailure.usage("--ramp: write FROM..TO, as in 1k..100k: " + text);
    }
    Rate from = rate(text.substring(0, dots));
    Rate to = rate(text.substring(dots + 2));
    return new Pacing.Ramp(from.perSecond(), to.perSecond(), RAMP_STEPS);
  }

  private static Rate rate(String text) throws CommandFailure {
    try {
      return Rate.parse(text);
    } catch (TypeConversionException e) {
      throw CommandFailure.usage("--ramp: " + e.getMessage());
    }
  }

  /// What the figures of this pacing say.
  ///
  /// @param lanes event loops of all generators
  List<String> verdict(List<RunFigures> figures, int lanes) throws CommandFailure {
    if (findMax != null) {
      return Verdict.ofSearch(figures, condition(findMax));
    }
    return ramp == null ? Verdict.of(figures.getFirst(), lanes) : Verdict.ofRates(figures, lanes);
  }
}
