package dev.heddle.cli.compare;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Complaints;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.EngineChoice;
import dev.heddle.cli.arguments.PollerChoice;
import dev.heddle.cli.arguments.ServiceNames;
import dev.heddle.cli.load.LoadScreen;
import dev.heddle.cli.load.Rate;
import dev.heddle.cli.load.ReportOptions;
import dev.heddle.cli.load.WorkloadOptions;
import dev.heddle.cli.machine.Pinning;
import dev.heddle.cli.machine.Version;
import dev.heddle.cli.terminal.Log;
import dev.heddle.cli.terminal.LogLevel;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.load.LoadFailedException;
import dev.heddle.load.Run;
import dev.heddle.load.Target;
import dev.heddle.load.report.Machine;
import dev.heddle.load.report.Report;
import dev.heddle.load.report.RunFigures;
import dev.heddle.load.report.Threshold;
import dev.heddle.load.report.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle compare`: which engine for which load?
@Command(
    name = "compare",
    description = "Runs a service on each engine, in processes of their own, and recommends one.",
    sortOptions = false,
    sortSynopsis = false,
    abbreviateSynopsis = true)
public final class CompareCommand implements Callable<Integer> {
  private static final String ALL = "all";

  private final StandardStreams streams;

  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..1",
      defaultValue = "echo",
      completionCandidates = ServiceNames.class,
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  String service = "echo";

  @Option(
      names = "--engines",
      paramLabel = "ENGINE",
      split = ",",
      description =
          "The engines to compare, separated by commas; the first is the baseline. Default: all.")
  List<String> engines = List.of(ALL);

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      description =
          "The numbers of connections to measure, one after another. Default: 100,500,1000,5000,10000.")
  List<Integer> connections = List.of(100, 500, 1000, 5000, 10_000);

  @Option(
      names = "--poller",
      paramLabel = "POLLER",
      description = "What the loops engine waits on: ${COMPLETION-CANDIDATES}. Default: auto.")
  @Nullable PollerChoice poller;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      converter = Rate.Converter.class,
      description =
          "Requests per second in total. Default: each connection sends its next request when it has"
              + " the answer.")
  @Nullable Rate rate;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "3s",
      description =
          "How long each server is loaded before anything counts. Default: ${DEFAULT-VALUE}.")
  Duration warmup = Duration.ZERO;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "How many turns each engine has. Default: ${DEFAULT-VALUE}.")
  int rounds;

  @Option(
      names = "--slice",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "1s",
      description = "How long a turn is. Default: ${DEFAULT-VALUE}.")
  Duration slice = Duration.ZERO;

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Mixin ReportOptions reports = new ReportOptions();

  public CompareCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Comparison.Settings settings = settings();
    List<Threshold> thresholds = reports.thresholds(settings.engines());
    reports.requireWritable();
    Log.show(LogLevel.warning, streams.err());
    Instant started = Instant.now();
    Machine machine = Machine.here(new Version().getVersion()[0]); // before it is pinned
    List<Run> runs;
    List<String> notes;
    boolean complete;
    try (var screen = new LoadScreen(streams)) {
      var comparison = new Comparison(settings, screen);
      comparison.run();
      runs = comparison.runs();
      notes = new ArrayList<>(comparison.notes());
      complete = !screen.isOver();
    } catch (LoadFailedException e) {
      throw CommandFailure.impossible(String.valueOf(e.getMessage()));
    }
    if (runs.isEmpty()) {
      throw CommandFailure.impossible(
          notes.isEmpty() ? "ended before anything was measured" : String.join("; ", notes));
    }
    List<RunFigures> figures = runs.stream().map(RunFigures::of).toList();
    notes.add(settings.pinning().words());
    var report =
        new Report(
            "heddle " + String.join(" ", spec.commandLine().getParseResult().originalArgs()),
            started.truncatedTo(ChronoUnit.SECONDS).toString(),
            machine,
            service + "; " + workload.text(Target.Scheme.TCP),
            complete,
            Verdict.ofConnections(
                figures, (target, count) -> workload.reconnect || target.answered() >= count),
            thresholds.stream().map(threshold -> threshold.check(figures)).toList(),
            notes,
            figures);
    int exitCode = reports.finish(report, runs, started.toEpochMilli(), streams);
    boolean anyRight =
        runs.stream().flatMap(run -> run.targets().stream()).anyMatch(target -> target.right() > 0);
    if (exitCode == 0 && complete && !anyRight) {
      throw CommandFailure.impossible("no answer of any engine was right");
    }
    return exitCode;
  }

  private Comparison.Settings settings() throws CommandFailure {
    List<String> names = engineNames();
    if (connections.isEmpty()) {
      throw CommandFailure.usage("--connections has no number; write 100,1000");
    }
    for (int count : connections) {
      if (count < 1 || count > 1_000_000) {
        throw CommandFailure.usage("--connections must be from 1 to 1000000: " + count);
      }
    }
    if (rounds < 1 || rounds > 1000) {
      throw CommandFailure.usage("--rounds must be from 1 to 1000: " + rounds);
    }
    if (slice.isZero() || warmup.isZero()) {
      throw CommandFailure.usage(
          (slice.isZero() ? "--slice" : "--warmup") + " must be more than zero");
    }
    if (poller != null && !names.contains(EngineChoice.loops.name())) {
      throw CommandFailure.usage("--poller requires the loops engine, which is not among " + names);
    }
    List<String> options = serviceOptions();
    return new Comparison.Settings(
        names,
        engine -> serve(engine, options),
        List.copyOf(new LinkedHashSet<>(connections)),
        workload.workload(Target.Scheme.TCP),
        warmup,
        rounds,
        slice,
        rate,
        Pinning.here());
  }

  private List<String> engineNames() throws CommandFailure {
    List<String> all = Arrays.stream(EngineChoice.values()).map(EngineChoice::name).toList();
    var names = new LinkedHashSet<String>();
    for (String engine : engines) {
      if (engine.equals(ALL)) {
        names.addAll(all);
      } else if (all.contains(engine)) {
        names.add(engine);
      } else {
        throw CommandFailure.usage(Complaints.unknown("engine", engine, all));
      }
    }
    if (names.isEmpty()) {
      throw CommandFailure.usage("--engines is empty; the engines are " + String.join(", ", all));
    }
    return List.copyOf(names);
  }

  private List<String> serve(String engine, List<String> options) {
    var arguments = new ArrayList<>(List.of(service, "--engine", engine));
    if (poller != null && engine.equals(EngineChoice.loops.name())) {
      arguments.addAll(List.of("--poller", poller.name()));
    }
    arguments.addAll(options);
    return arguments;
  }

  /// What a service needs for its load, which is set as well unless it was given.
  private List<String> serviceOptions() throws CommandFailure {
    var known = new ArrayList<String>();
    new ServiceNames().forEach(known::add);
    if (!known.contains(service)) {
      throw CommandFailure.usage(Complaints.unknown("service", service, known));
    }
    if (service.equals("echo")) {
      return List.of("--prefix", "");
    }
    if (workload.isDefault()) {
      switch (service) {
        case "numbers" -> ask("{random:1..1000000}", "^[0-9]+$");
        case "message" -> ask("hello {seq}", "Received: hello [0-9]+$");
        case "reverse" -> ask("{seq} cba", "^abc [0-9]+$");
        case "daytime" -> {
          ask("", "^[0-9]{4}-[0-9]{2}-[0-9]{2} ");
          workload.frame = "close";
          workload.reconnect = true;
        }
        default ->
            throw CommandFailure.usage(
                "no default load for " + service + ": give --send and --expect");
      }
    }
    return List.of();
  }

  private void ask(String send, String expect) {
    workload.send = send;
    workload.expect = expect;
  }
}
