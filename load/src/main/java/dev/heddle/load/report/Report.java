package dev.heddle.load.report;

import java.util.List;

/// The content of a report, whatever its form. Immutable.
///
/// @param command as it was given
/// @param started when, in ISO 8601
/// @param machine where
/// @param workload requests and expectation, in words
/// @param complete whether the run went to its end
/// @param verdict what the figures mean, in sentences
/// @param checks what became of the thresholds
/// @param notes further remarks, such as servers that failed
/// @param runs one for each load
/// @param workers those that shared the load; none if it was in one process
public record Report(
    String command,
    String started,
    Machine machine,
    String workload,
    boolean complete,
    List<String> verdict,
    List<Threshold.Outcome> checks,
    List<String> notes,
    List<RunFigures> runs,
    List<WorkerFigures> workers) {
  public Report {
    verdict = List.copyOf(verdict);
    checks = List.copyOf(checks);
    notes = List.copyOf(notes);
    runs = List.copyOf(runs);
    workers = List.copyOf(workers);
  }

  /// One of a load in one process.
  public Report(
      String command,
      String started,
      Machine machine,
      String workload,
      boolean complete,
      List<String> verdict,
      List<Threshold.Outcome> checks,
      List<String> notes,
      List<RunFigures> runs) {
    this(command, started, machine, workload, complete, verdict, checks, notes, runs, List.of());
  }

  /// Whether no threshold was reached.
  public boolean passed() {
    return checks.stream().allMatch(Threshold.Outcome::passed);
  }
}
