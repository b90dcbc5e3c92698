package dev.heddle.load.report;

import dev.heddle.text.Durations;
import dev.heddle.text.PlainText;
import dev.heddle.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/// A report for the terminal: the verdict first, then the thresholds, then tables.
public final class TextReport {
  private static final String GAP = "  ";
  private static final String UNKNOWN = "-";

  private final StringBuilder text = new StringBuilder();

  private TextReport() {}

  public static String of(Report report) {
    return new TextReport().write(report);
  }

  private String write(Report report) {
    if (!report.complete()) {
      line("ended early; these are the results up to then");
    }
    report.verdict().forEach(this::line);
    for (Threshold.Outcome check : report.checks()) {
      line((check.passed() ? "✓ " : "✗ ") + check.threshold() + " (" + check.detail() + ")");
    }
    report.notes().forEach(this::line);
    if (!report.runs().isEmpty()) {
      line("");
      figures(report.runs());
      spectrum(report.runs());
      memory(report.runs());
      workers(report.workers());
      errors(report.runs());
    }
    line("");
    line(report.workload());
    line(report.machine().toString());
    return text.toString();
  }

  private void figures(List<RunFigures> runs) {
    boolean paced = runs.stream().anyMatch(run -> run.rate() > 0);
    boolean several = severalConnections(runs);
    var rows = new ArrayList<List<String>>();
    rows.add(
        row(
            several,
            "conns",
            paced,
            "offered/s",
            "target",
            "answers/s",
            "CPU/answer",
            "p50",
            "p99",
            "p99.9",
            "max",
            "errors"));
    for (RunFigures run : runs) {
      for (Figures target : run.targets()) {
        Figures.Latency latency = target.latency();
        boolean any = latency.hasAny();
        rows.add(
            row(
                several,
                Quantities.count(run.connections()),
                paced,
                Quantities.count(Math.round(run.rate())),
                target.name(),
                Quantities.count(Math.round(target.answersPerSecond())),
                target.cpuMicrosPerAnswer() == null
                    ? UNKNOWN
                    : Durations.micros(target.cpuMicrosPerAnswer()),
                any ? Durations.micros(latency.p50()) : UNKNOWN,
                any ? Durations.micros(latency.p99()) : UNKNOWN,
                any ? Durations.micros(latency.p999()) : UNKNOWN,
                any ? Durations.micros(latency.max()) : UNKNOWN,
                Quantities.count(target.errorCount())));
      }
    }
    table(rows, several && paced ? 2 : several || paced ? 1 : 0);
  }

  private static List<String> row(
      boolean first, String one, boolean second, String two, String... others) {
    var cells = new ArrayList<String>();
    if (first) {
      cells.add(one);
    }
    if (second) {
      cells.add(two);
    }
    cells.addAll(List.of(others));
    return cells;
  }

  private static boolean severalConnections(List<RunFigures> runs) {
    return runs.stream().mapToInt(RunFigures::connections).distinct().count() > 1;
  }

  /// Corrected beside uncorrected, where requests had an intended start.
  private void spectrum(List<RunFigures> runs) {
    if (runs.size() > 1 || runs.getFirst().rate() == 0) {
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("latency", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max"));
    for (Figures target : runs.getFirst().targets()) {
      rows.add(latencyRow(target.name() + ", from the intended start", target.latency()));
      Figures.Latency uncorrected = target.uncorrected();
      if (uncorrected != null) {
        rows.add(latencyRow(target.name() + ", from the sending", uncorrected));
      }
    }
    line("");
    table(rows, 0);
    line(
        "'from the intended start' is how long a client on a schedule of its own waits: read that"
            + " one; 'from the sending' is how long the server takes once it has the request");
    for (Figures target : runs.getFirst().targets()) {
      Figures.Lag lag = target.lag();
      if (lag != null && target.sent() > 0) {
        line(
            String.format(
                Locale.ROOT,
                "generator, %s: sent p50 %s, p99 %s, at worst %s late; %s of %s requests over 1 ms",
                target.name(),
                Durations.micros(lag.p50()),
                Durations.micros(lag.p99()),
                Durations.micros(lag.max()),
                Quantities.count(lag.late()),
                Quantities.count(target.sent())));
      }
    }
  }

  private static List<String> latencyRow(String name, Figures.Latency latency) {
    var cells = new ArrayList<String>();
    cells.add(name);
    DoubleStream.of(
            latency.mean(),
            latency.p50(),
            latency.p90(),
            latency.p99(),
            latency.p999(),
            latency.p9999(),
            latency.max())
        .mapToObj(micros -> latency.hasAny() ? Durations.micros(micros) : UNKNOWN)
        .forEach(cells::add);
    return cells;
  }

  private void memory(List<RunFigures> runs) {
    boolean several = severalConnections(runs);
    var rows = new ArrayList<List<String>>();
    rows.add(
        row(
            several,
            "conns",
            false,
            "",
            "target",
            "memory/conn",
            "resident",
            "threads",
            "opened",
            "answered"));
    for (RunFigures run : several ? runs : runs.subList(0, 1)) {
      for (Figures target : run.targets()) {
        Figures.Memory memory = target.memory();
        if (memory != null) {
          rows.add(
              row(
                  several,
                  Quantities.count(run.connections()),
                  false,
                  "",
                  target.name(),
                  memory.bytesPerConnection() == null
                      ? UNKNOWN
                      : Quantities.bytes(memory.bytesPerConnection()),
                  Quantities.bytes(memory.bytesWith()),
                  Quantities.count(memory.threads()),
                  Quantities.count(target.opened()),
                  Quantities.count(target.answered())));
        }
      }
    }
    if (rows.size() > 1) {
      line("");
      table(rows, several ? 1 : 0);
    }
  }

  private void workers(List<WorkerFigures> workers) {
    if (workers.isEmpty()) {
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("generator", "conns", "answers", "CPU", "over 1 ms late", "stood still", "start"));
    for (WorkerFigures worker : workers) {
      Long late = worker.late();
      rows.add(
          List.of(
              worker.name() + (worker.leftOut() == null ? "" : ", left out"),
              Quantities.count(worker.connections()),
              Quantities.count(worker.answers()),
              String.format(Locale.ROOT, "%.2f", worker.processors()),
              late == null ? UNKNOWN : Quantities.count(late),
              worker.stoodStillMillis() == 0
                  ? UNKNOWN
                  : Durations.micros(worker.stoodStillMillis() * 1e3),
              "± " + Durations.micros(worker.clockMicros())));
    }
    line("");
    table(rows, 0);
  }

  private void errors(List<RunFigures> runs) {
    for (RunFigures run : runs) {
      for (Figures target : run.targets()) {
        for (Map.Entry<String, Figures.Errors> error : target.errors().entrySet()) {
          line("");
          String load =
              severalConnections(runs) ? " with " + Quantities.count(run.connections()) : "";
          line(
              target.name()
                  + load
                  + ": "
                  + Quantities.count(error.getValue().count())
                  + " "
                  + error.getKey()
                  + ", such as: "
                  + error.getValue().example());
        }
      }
    }
  }

  /// @param names the column of names, which are flush left; figures are flush right
  private void table(List<List<String>> rows, int names) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        String fill = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : GAP).append(i == names ? cell + fill : fill + cell);
      }
      line(line.toString().stripTrailing());
    }
  }

  private void line(String line) {
    text.append(PlainText.visible(line)).append('\n');
  }
}
