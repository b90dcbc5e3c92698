package dev.heddle.load.report;

import dev.heddle.text.Durations;
import dev.heddle.text.Quantities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What figures mean, in words.
public final class Verdict {
  private static final double BUSY = 0.95;
  private static final double LATE_SHARE = 0.01;
  private static final double KEPT_UP = 0.99;
  private static final double STOLEN = 0.01;
  private static final double UNKNOWN = Double.MAX_VALUE;

  private Verdict() {}

  /// Of one or several targets under one load.
  public static List<String> of(RunFigures run, int lanes) {
    var sentences = new ArrayList<String>();
    if (run.targets().size() == 1) {
      sentences.add(summary(run.targets().getFirst()));
    }
    sentences.addAll(Gaps.sentences(run));
    for (Ratio ratio : run.ratios()) {
      if (ratio.figure() != Ratio.Figure.P50
          && !(ratio.figure() == Ratio.Figure.RATE && run.rate() > 0)) {
        sentences.add(
            ratio.figure() != Ratio.Figure.CPU && hidesBoth(ratio, run, lanes)
                ? ratio.noVerdict("the generator was the bottleneck")
                : ratio.sentence());
      }
    }
    for (Figures target : run.targets()) {
      addDoubts(target, run, lanes, sentences);
    }
    addStolen(List.of(run), sentences);
    return sentences;
  }

  /// Whether the generator was busy with one of the two, so that the figures are its own, too.
  private static boolean hidesBoth(Ratio ratio, RunFigures run, int lanes) {
    return run.targets().stream()
        .filter(
            target -> target.name().equals(ratio.name()) || target.name().equals(ratio.against()))
        .anyMatch(target -> isGeneratorBusy(target, run, lanes));
  }

  private static boolean isGeneratorBusy(Figures target, RunFigures run, int lanes) {
    return run.rate() == 0 && target.generatorLoad() > BUSY * lanes;
  }

  /// Of a target under several rates.
  public static List<String> ofRates(List<RunFigures> runs, int lanes) {
    var sentences = new ArrayList<String>();
    for (String name : names(runs)) {
      runs.stream()
          .filter(run -> run.target(name) != null && keptUp(run, name))
          .max(Comparator.comparingDouble(RunFigures::rate))
          .ifPresentOrElse(
              best -> sentences.add(heldUpTo(name, best)),
              () -> sentences.add(name + " kept up with none of the rates offered"));
    }
    for (RunFigures run : runs) {
      run.targets().forEach(target -> addLag(target, sentences));
    }
    addStolen(runs, sentences);
    return sentences.stream().distinct().toList();
  }

  /// Of a search for the highest rate.
  public static List<String> ofSearch(List<RunFigures> runs, Threshold condition) {
    var sentences = new ArrayList<String>();
    for (String name : names(runs)) {
      List<RunFigures> tried = runs.stream().filter(run -> run.target(name) != null).toList();
      var good =
          tried.stream()
              .filter(run -> holds(run, name, condition))
              .max(Comparator.comparingDouble(RunFigures::rate));
      sentences.add(
          good.map(run ->
                  heldUpTo(name, run)
                      + ", with "
                      + condition.text()
                      + beyond(run, name, tried, condition))
              .orElse(name + ": " + condition.text() + " held at no rate that was tried"));
    }
    addStolen(runs, sentences);
    return sentences;
  }

  private static boolean holds(RunFigures run, String name, Threshold condition) {
    Figures target = run.target(name);
    return target != null && keptUp(run, name) && condition.holds(target);
  }

  private static String beyond(
      RunFigures best, String name, List<RunFigures> tried, Threshold condition) {
    return tried.stream()
        .filter(run -> run.rate() > best.rate() && !holds(run, name, condition))
        .min(Comparator.comparingDouble(RunFigures::rate))
        .map(run -> ", and not with " + Quantities.count(Math.round(run.rate())))
        .orElse("; no rate that was tried was too high");
  }

  private static List<String> names(List<RunFigures> runs) {
    return runs.stream()
        .flatMap(run -> run.targets().stream())
        .map(Figures::name)
        .distinct()
        .toList();
  }

  /// Errors before and after the slices do not count: those of connecting are in all runs.
  private static boolean keptUp(RunFigures run, String name) {
    Figures target = run.target(name);
    return target != null
        && target.slices().stream().allMatch(slice -> slice.errors() == 0)
        && target.answersPerSecond() >= KEPT_UP * KEPT_UP * run.rate();
  }

  private static String heldUpTo(String name, RunFigures run) {
    Figures target = run.target(name);
    String latency =
        target == null || !target.latency().hasAny() ? "" : ": " + latency(target.latency());
    return name
        + " kept up with "
        + Quantities.count(Math.round(run.rate()))
        + " requests/s"
        + latency;
  }

  private static String summary(Figures target) {
    String cpu =
        target.cpuMicrosPerAnswer() == null
            ? ""
            : ", " + Durations.micros(target.cpuMicrosPerAnswer()) + " of CPU each";
    return target.name()
        + ": "
        + Quantities.count(Math.round(target.answersPerSecond()))
        + " answers/s"
        + (target.latency().hasAny() ? ", " + latency(target.latency()) : "")
        + cpu
        + ", "
        + (target.errorCount() == 0
            ? "no errors"
            : Quantities.count(target.errorCount()) + " errors");
  }

  private static String latency(Figures.Latency latency) {
    return "p50 " + Durations.micros(latency.p50()) + ", p99 " + Durations.micros(latency.p99());
  }

  private static void addDoubts(Figures target, RunFigures run, int lanes, List<String> sentences) {
    if (run.rate() > 0 && target.answersPerSecond() < KEPT_UP * run.rate()) {
      sentences.add(
          target.name()
              + " did not keep up: "
              + Quantities.count(Math.round(target.answersPerSecond()))
              + " answers/s of "
              + Quantities.count(Math.round(run.rate()))
              + " offered; "
              + Quantities.count(target.unsent())
              + " requests were due and could not be sent");
    }
    addLag(target, sentences);
    if (isGeneratorBusy(target, run, lanes)) {
      sentences.add(
          "the generator was busy while it loaded "
              + target.name()
              + String.format(Locale.ROOT, " (%.2f processors)", target.generatorLoad())
              + ": the server may be able to do more");
    }
  }

  private static void addLag(Figures target, List<String> sentences) {
    Figures.Lag lag = target.lag();
    if (lag == null || target.sent() == 0) {
      return;
    }
    double share = (double) lag.late() / target.sent();
    if (share > LATE_SHARE) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "the generator fell behind its plan with %s: %.1f %% of the requests were sent more"
                  + " than 1 ms late, at worst %s; the latencies include that",
              target.name(),
              100 * share,
              Durations.micros(lag.max())));
    }
  }

  /// What follows if generators and server shared this machine: then neither shows what it can do.
  ///
  /// @param processors that they shared
  public static List<String> ofOneMachine(List<RunFigures> runs, int processors) {
    return runs.stream()
        .filter(run -> run.rate() == 0)
        .flatMap(run -> run.targets().stream())
        .filter(target -> target.generatorLoad() + serverLoad(target) > BUSY * processors)
        .map(target ->
            String.format(
                Locale.ROOT,
                "this machine's processors were busy while %s was loaded: the generators used %.2f"
                    + " of %d, the server %.2f; more workers cannot show more here",
                target.name(),
                target.generatorLoad(),
                processors,
                serverLoad(target)))
        .toList();
  }

  private static double serverLoad(Figures target) {
    Double micros = target.cpuMicrosPerAnswer();
    return micros == null ? 0 : micros * target.answersPerSecond() / 1e6;
  }

  private static void addStolen(List<RunFigures> runs, List<String> sentences) {
    double most =
        runs.stream()
            .flatMap(run -> run.targets().stream())
            .mapToDouble(Figures::stolen)
            .max()
            .orElse(0);
    if (most > STOLEN) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "the hypervisor gave others up to %.0f %% of this virtual machine's processor time"
                  + " (steal); the latencies include that",
              100 * most));
    }
  }

  /// Of the same targets under several numbers of connections: which to choose for each.
  ///
  /// @param held whether a target could hold a run's connections
  public static List<String> ofConnections(List<RunFigures> runs, Held held) {
    var sentences = new ArrayList<String>();
    for (RunFigures run : runs) {
      List<Figures> able =
          run.targets().stream().filter(target -> held.test(target, run.connections())).toList();
      String load = "for " + Quantities.count(run.connections()) + " connections";
      if (able.isEmpty()) {
        sentences.add(load + ": no target kept them");
      } else {
        sentences.add(load + ": " + choice(able));
      }
    }
    runs.stream()
        .max(Comparator.comparingInt(RunFigures::connections))
        .ifPresent(run -> addMemory(run, held, sentences));
    addStolen(runs, sentences);
    return sentences;
  }

  private static void addMemory(RunFigures run, Held held, List<String> sentences) {
    String ranking =
        run.targets().stream()
            .filter(target -> memory(target) < UNKNOWN && held.test(target, run.connections()))
            .sorted(Comparator.comparingDouble(Verdict::memory))
            .map(target -> target.name() + " " + Quantities.bytes(memory(target)))
            .collect(Collectors.joining(", "));
    if (!ranking.isEmpty()) {
      sentences.add(
          "memory per connection, of " + Quantities.count(run.connections()) + ": " + ranking);
    }
  }

  private static double memory(Figures target) {
    Figures.Memory known = target.memory();
    Double bytes = known == null ? null : known.bytesPerConnection();
    return bytes == null ? UNKNOWN : bytes;
  }

  /// Whether a target could hold that many connections.
  @FunctionalInterface
  public interface Held {
    boolean test(Figures target, int connections);
  }

  private static String choice(List<Figures> able) {
    var byCpu =
        able.stream()
            .filter(Verdict::isCpuKnown)
            .sorted(Comparator.comparingDouble(Verdict::cpu))
            .toList();
    if (byCpu.isEmpty()) {
      return "the CPU for an answer is not known in each slice; "
          + able.stream()
              .max(Comparator.comparingDouble(Figures::answersPerSecond))
              .map(best -> best.name() + " gave the most answers per second")
              .orElse("");
    }
    Figures best = byCpu.getFirst();
    if (byCpu.size() > 1 && !Ratio.of(best, byCpu.get(1)).getFirst().isEnough()) {
      return best.name()
          + " used the least CPU, but there are not enough rounds for a verdict: at least nine are"
          + " needed";
    }
    var text = new StringBuilder("choose ");
    var equals = new ArrayList<String>(List.of(best.name()));
    String next = "";
    for (Figures other : byCpu.subList(1, byCpu.size())) {
      Ratio ratio = Ratio.of(best, other).getFirst();
      if (!ratio.shown()) {
        equals.add(other.name());
      } else {
        next = ": " + best.name() + " uses " + ratio + " the CPU of " + other.name() + ", the next";
        break;
      }
    }
    text.append(String.join(" or ", equals));
    if (equals.size() > 1) {
      text.append(" (no difference in CPU shown between them)");
    }
    return text.append(next).toString();
  }

  /// In each slice: one without an answer cannot be compared.
  private static boolean isCpuKnown(Figures target) {
    return target.cpuMicrosPerAnswer() != null
        && !target.slices().isEmpty()
        && target.slices().stream()
            .map(Figures.SliceFigures::cpuMicrosPerAnswer)
            .allMatch(cpu -> cpu != null && cpu > 0);
  }

  private static double cpu(Figures target) {
    Double known = target.cpuMicrosPerAnswer();
    return known == null ? UNKNOWN : known;
  }
}
