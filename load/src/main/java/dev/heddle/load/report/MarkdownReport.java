package dev.heddle.load.report;

import dev.heddle.text.Durations;
import dev.heddle.text.PlainText;
import dev.heddle.text.Quantities;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A report for a pull request, in GitHub's Markdown: the verdict, how the targets compare, their
/// figures; what was run is folded away.
public final class MarkdownReport {
  private static final String UNKNOWN = "–";

  private final StringBuilder text = new StringBuilder();

  private MarkdownReport() {}

  public static String of(Report report) {
    return new MarkdownReport().write(report);
  }

  private String write(Report report) {
    if (!report.complete()) {
      line("**Ended early; these are the results up to then.**\n");
    }
    report.verdict().forEach(sentence -> line("- " + plain(sentence)));
    for (Threshold.Outcome check : report.checks()) {
      line(
          "- "
              + (check.passed() ? "✅ " : "❌ ")
              + plain(check.threshold() + " (" + check.detail() + ")"));
    }
    report.notes().forEach(note -> line("- " + plain(note)));
    ratios(report.runs());
    figures(report.runs());
    line("\n<details><summary>How it was measured</summary>\n");
    line("`" + report.command().replace('`', '\'') + "`\n");
    line(plain(report.started() + "; " + report.workload()) + "\n");
    line(plain(report.machine().toString()) + "\n");
    line("</details>");
    return text.toString();
  }

  private void ratios(List<RunFigures> runs) {
    if (runs.stream().allMatch(run -> run.ratios().isEmpty())) {
      return;
    }
    row("load", "", "CPU per answer", "answers/s", "p50", "p99");
    row(":--", ":--", "--:", "--:", "--:", "--:");
    for (RunFigures run : runs) {
      for (Figures target : run.targets()) {
        List<Ratio> ratios =
            run.ratios().stream().filter(ratio -> ratio.name().equals(target.name())).toList();
        if (!ratios.isEmpty()) {
          row(
              Stream.concat(
                      Stream.of(load(run), target.name() + " ÷ " + ratios.getFirst().against()),
                      Stream.of(Ratio.Figure.values()).map(figure -> cell(ratios, figure)))
                  .toArray(String[]::new));
        }
      }
    }
    line(
        "\n"
            + "Ratios of slices of the same run, with their intervals; in **bold** if a difference"
            + " is shown.");
  }

  private static String cell(List<Ratio> ratios, Ratio.Figure figure) {
    return ratios.stream()
        .filter(ratio -> ratio.figure() == figure)
        .findFirst()
        .map(ratio -> ratio.shown() ? "**" + ratio + "**" : ratio.toString())
        .orElse(UNKNOWN);
  }

  private void figures(List<RunFigures> runs) {
    row("load", "target", "answers/s", "CPU/answer", "p50", "p99", "p99.9", "max", "errors");
    row(":--", ":--", "--:", "--:", "--:", "--:", "--:", "--:", "--:");
    for (RunFigures run : runs) {
      for (Figures target : run.targets()) {
        Figures.Latency latency = target.latency();
        boolean any = latency.hasAny();
        Double cpu = target.cpuMicrosPerAnswer();
        row(
            load(run),
            target.name(),
            Quantities.count(Math.round(target.answersPerSecond())),
            cpu == null ? UNKNOWN : Durations.micros(cpu),
            any ? Durations.micros(latency.p50()) : UNKNOWN,
            any ? Durations.micros(latency.p99()) : UNKNOWN,
            any ? Durations.micros(latency.p999()) : UNKNOWN,
            any ? Durations.micros(latency.max()) : UNKNOWN,
            Quantities.count(target.errorCount()));
      }
    }
  }

  private static String load(RunFigures run) {
    String connections = Quantities.count(run.connections()) + " connections";
    return run.rate() == 0
        ? connections
        : connections + String.format(Locale.ROOT, ", %,.0f/s", run.rate());
  }

  /// A table begins with its first row after something else.
  private void row(String... cells) {
    if (!text.toString().endsWith("|\n")) {
      line("");
    }
    line(
        Stream.of(cells)
            .map(MarkdownReport::plain)
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |")));
  }

  /// What came from elsewhere formats nothing and begins no line.
  private static String plain(String words) {
    return PlainText.of(words).replace("<", "&lt;").replace("`", "\\`");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
