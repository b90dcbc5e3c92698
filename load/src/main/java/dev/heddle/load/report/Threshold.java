package dev.heddle.load.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A condition on figures: `p99>5ms`, `errors>0`, `errors>1%`, `cpu/req > 1.1*first`. Immutable.
///
/// @param text as it was given
/// @param value to compare with, in the metric's unit; a factor if there is a `base`
/// @param percent whether the value is a share of the requests sent
/// @param base the target whose figure is multiplied by the value; null for none
public record Threshold(
    String text,
    Metric metric,
    Operator comparison,
    double value,
    boolean percent,
    @Nullable String base) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(\\S+?)\\s*(>=|<=|>|<)\\s*(?:([0-9.]+)\\s*([a-zA-Zµ%]*)|(?:([0-9.]+)\\s*\\*\\s*)?([^\\s*]+))\\s*");
  private static final String FIRST = "first";

  /// How to compare.
  public enum Operator {
    MORE(">"),
    AT_LEAST(">="),
    LESS("<"),
    AT_MOST("<=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    boolean holds(double left, double right) {
      return switch (this) {
        case MORE -> left > right;
        case AT_LEAST -> left >= right;
        case LESS -> left < right;
        case AT_MOST -> left <= right;
      };
    }
  }

  /// What became of a threshold that must not be reached.
  ///
  /// @param passed whether it was not
  /// @param detail the figure that decided
  public record Outcome(String threshold, boolean passed, String detail) {}

  /// @throws IllegalArgumentException if it is not a condition; the message shows a valid one
  public static Threshold parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a condition; write p99>5ms, errors>0 or 'cpu/req > 1.1*first'");
    }
    Metric metric = metric(parts.group(1));
    Operator comparison = comparison(parts.group(2));
    String base = parts.group(6);
    if (base != null) {
      String factor = parts.group(5);
      return new Threshold(
          text.strip(), metric, comparison, factor == null ? 1 : number(factor), false, base);
    }
    String unit = parts.group(4);
    boolean percent = unit.equals("%");
    if (percent && metric != Metric.ERRORS) {
      throw new IllegalArgumentException("'" + text + "': only errors may be in percent");
    }
    double value = number(parts.group(3)) * (percent ? 0.01 : factor(metric, unit, text));
    return new Threshold(text.strip(), metric, comparison, value, percent, null);
  }

  private static Metric metric(String name) {
    for (Metric metric : Metric.values()) {
      if (metric.toString().equals(name)) {
        return metric;
      }
    }
    throw new IllegalArgumentException(
        "unknown figure "
            + name
            + "; there are "
            + Arrays.stream(Metric.values())
                .map(Metric::toString)
                .collect(Collectors.joining(", ")));
  }

  private static Operator comparison(String sign) {
    for (Operator comparison : Operator.values()) {
      if (comparison.sign.equals(sign)) {
        return comparison;
      }
    }
    throw new IllegalArgumentException("no comparison: " + sign);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number", e);
    }
  }

  private static double factor(Metric metric, String unit, String text) {
    return switch (metric.unit()) {
      case TIME ->
          switch (unit) {
            case "ns" -> 1e-3;
            case "us", "µs" -> 1;
            case "ms" -> 1e3;
            case "s" -> 1e6;
            default -> throw unit(text, "a time, as in " + metric + ">5ms");
          };
      case BYTES ->
          switch (unit.toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k", "kb", "kib" -> 1024;
            case "m", "mb", "mib" -> 1024 * 1024;
            default -> throw unit(text, "bytes, as in " + metric + ">10KiB");
          };
      case COUNT ->
          switch (unit) {
            case "" -> 1;
            case "k" -> 1e3;
            case "M" -> 1e6;
            default -> throw unit(text, "a number, as in " + metric + ">10k");
          };
    };
  }

  private static IllegalArgumentException unit(String text, String wanted) {
    return new IllegalArgumentException("'" + text + "': write " + wanted);
  }

  /// Whether its base is among targets of these names.
  public boolean hasBaseAmong(Collection<String> targets) {
    return base == null || base.equals(FIRST) || targets.contains(base);
  }

  /// Whether it holds the more, the more a server takes of time, memory or errors: as a condition
  /// for a rate that is too high, not for one that is good.
  public boolean isFloor() {
    return comparison == Operator.MORE || comparison == Operator.AT_LEAST;
  }

  /// Whether the condition holds for a target by itself; false if the figure is not known.
  public boolean holds(Figures figures) {
    OptionalDouble known = metric.of(figures);
    double bound = percent ? value * figures.sent() : value;
    return known.isPresent() && comparison.holds(known.getAsDouble(), bound);
  }

  /// Checks all targets of all runs; it fails if the condition holds for any of them.
  public Outcome check(List<RunFigures> runs) {
    var failures = new ArrayList<String>();
    var seen = new ArrayList<String>();
    for (RunFigures run : runs) {
      Figures reference = base == null ? null : run.target(base.equals(FIRST) ? null : base);
      if (base != null && reference == null) {
        return new Outcome(text, false, "there is no target " + base);
      }
      for (Figures target : run.targets()) {
        if (!target.equals(reference)) {
          look(target, reference, seen, failures);
        }
      }
    }
    boolean passed = failures.isEmpty() && !seen.isEmpty();
    List<String> told = failures.isEmpty() ? seen : failures;
    return new Outcome(text, passed, told.isEmpty() ? "nothing was measured" : summary(told));
  }

  private void look(
      Figures target, @Nullable Figures reference, List<String> seen, List<String> failures) {
    OptionalDouble known = metric.of(target);
    OptionalDouble theirs = reference == null ? OptionalDouble.empty() : metric.of(reference);
    if (known.isEmpty() || (reference != null && theirs.isEmpty())) {
      failures.add(target.name() + ": not known");
      return;
    }
    String gap =
        reference == null || !metric.isOfAnswers() ? null : Gaps.ofAnswers(target, reference);
    if (gap != null) {
      failures.add(target.name() + ": not known: " + gap);
      return;
    }
    double bound =
        theirs.isPresent() ? value * theirs.getAsDouble() : percent ? value * target.sent() : value;
    String shown = target.name() + ": " + metric.show(known.getAsDouble());
    (comparison.holds(known.getAsDouble(), bound) ? failures : seen).add(shown);
  }

  private static String summary(List<String> figures) {
    int most = 4;
    String first = String.join(", ", figures.subList(0, Math.min(most, figures.size())));
    return figures.size() <= most ? first : first + ", … (" + figures.size() + ")";
  }
}
