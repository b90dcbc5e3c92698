package dev.heddle.cli.load;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.GivenFile;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.load.Run;
import dev.heddle.load.report.HdrLog;
import dev.heddle.load.report.HtmlReport;
import dev.heddle.load.report.JsonReport;
import dev.heddle.load.report.MarkdownReport;
import dev.heddle.load.report.Report;
import dev.heddle.load.report.TextReport;
import dev.heddle.load.report.Threshold;
import dev.heddle.services.FileErrors;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where reports go, and which figures are a failure.
public final class ReportOptions {
  /// The exit code of a run in which a threshold was reached.
  static final int THRESHOLD_REACHED = 99;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the report as JSON; docs/load.md has the schema.")
  @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the report as one self-contained page with plots.")
  @Nullable Path html;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the verdict and the figures in Markdown, for a pull request.")
  @Nullable Path markdown;

  @Option(
      names = "--hdr",
      paramLabel = "FILE",
      description = "Write the latencies in HdrHistogram's log format.")
  @Nullable Path hdr;

  @Option(
      names = "--fail-if",
      paramLabel = "CONDITION",
      description =
          "Exit with 99 if this holds: 'p99>5ms', 'errors>0', 'cpu/req > 1.1*first'. "
              + "Figures: mean, p50, p90, p99, p99.9, p99.99, max, errors, rate, cpu/req, rss/conn, lag.")
  List<String> failIf = List.of();

  /// The thresholds; rejects invalid ones before the measurement begins.
  ///
  /// @param targets the names of the targets
  public List<Threshold> thresholds(List<String> targets) throws CommandFailure {
    var thresholds = new ArrayList<Threshold>();
    for (String condition : failIf) {
      Threshold threshold = threshold("--fail-if", condition);
      if (!threshold.hasBaseAmong(targets)) {
        throw CommandFailure.usage(
            "--fail-if: '%s' compares with %s, which is not among %s; write p99>5ms, or p99>2*first"
                .formatted(condition, threshold.base(), String.join(", ", targets)));
      }
      thresholds.add(threshold);
    }
    return thresholds;
  }

  static Threshold threshold(String option, String condition) throws CommandFailure {
    try {
      return Threshold.parse(condition);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(option + ": " + e.getMessage());
    }
  }

  /// Complains about a file that cannot be written before anything is measured.
  public void requireWritable() throws CommandFailure {
    Map<Path, String> options = new HashMap<>();
    requireFileOfItsOwn("--json", json, options);
    requireFileOfItsOwn("--html", html, options);
    requireFileOfItsOwn("--markdown", markdown, options);
    requireFileOfItsOwn("--hdr", hdr, options);
    GivenFile.requireWritable("--json", json);
    GivenFile.requireWritable("--html", html);
    GivenFile.requireWritable("--markdown", markdown);
    GivenFile.requireWritable("--hdr", hdr);
  }

  /// The later report would replace the earlier one.
  private static void requireFileOfItsOwn(
      String option, @Nullable Path file, Map<Path, String> options) throws CommandFailure {
    Path place = file == null ? null : file.toAbsolutePath().normalize();
    if (place == null || place.startsWith("/dev")) {
      return;
    }
    String other = options.put(place, option);
    if (other != null) {
      throw CommandFailure.usage(other + " and " + option + " cannot both write " + file);
    }
  }

  /// Prints the report and writes the files: if one cannot be written, the others still are.
  ///
  /// @param startMillis when the run began, since the epoch
  /// @return the exit code
  public int finish(Report report, List<Run> runs, long startMillis, StandardStreams streams)
      throws CommandFailure {
    streams.out().print(TextReport.of(report));
    streams.out().flush();
    var lost = new ArrayList<String>();
    write(json, file -> Files.writeString(file, JsonReport.of(report)), lost);
    write(html, file -> Files.writeString(file, HtmlReport.of(report)), lost);
    write(markdown, file -> Files.writeString(file, MarkdownReport.of(report)), lost);
    write(hdr, file -> writeHdr(runs, startMillis, file), lost);
    if (!lost.isEmpty()) {
      throw CommandFailure.impossible("cannot write " + String.join("; ", lost));
    }
    return report.passed() ? 0 : THRESHOLD_REACHED;
  }

  /// Writes a report.
  @FunctionalInterface
  private interface ReportWriter {
    void write(Path file) throws IOException;
  }

  private static void write(@Nullable Path file, ReportWriter writer, List<String> lost) {
    if (file == null) {
      return;
    }
    try {
      writer.write(file);
    } catch (IOException e) {
      lost.add(file + ": " + FileErrors.reason(e));
    }
  }

  private static void writeHdr(List<Run> runs, long startMillis, Path file) throws IOException {
    try (var stream = new BufferedOutputStream(Files.newOutputStream(file));
        var out = new PrintStream(stream, false, StandardCharsets.UTF_8)) {
      HdrLog.write(runs, startMillis, out);
      if (out.checkError()) {
        throw new IOException("not all of it could be written");
      }
    }
  }
}
