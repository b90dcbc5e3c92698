package dev.heddle.cli.load;

import dev.heddle.Tls;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.SendProxyChoice;
import dev.heddle.cli.arguments.TrustOptions;
import dev.heddle.cli.machine.Descriptors;
import dev.heddle.cli.machine.Version;
import dev.heddle.cli.terminal.Log;
import dev.heddle.cli.terminal.LogLevel;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cluster.LoadWorkers;
import dev.heddle.cluster.ServerUrls;
import dev.heddle.load.Campaign;
import dev.heddle.load.Fleets;
import dev.heddle.load.LoadFailedException;
import dev.heddle.load.Pacing;
import dev.heddle.load.Plan;
import dev.heddle.load.Run;
import dev.heddle.load.Target;
import dev.heddle.load.TargetParser;
import dev.heddle.load.Workload;
import dev.heddle.load.crew.Crew;
import dev.heddle.load.crew.Settlement;
import dev.heddle.load.report.Figures;
import dev.heddle.load.report.Machine;
import dev.heddle.load.report.Report;
import dev.heddle.load.report.RunFigures;
import dev.heddle.load.report.Threshold;
import dev.heddle.load.report.Verdict;
import dev.heddle.load.stats.ErrorKind;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle load`: what may be asked of it.
@Command(
    name = "load",
    description =
        "Load-tests servers and reports the results; several take turns and are compared.",
    sortOptions = false,
    sortSynopsis = false,
    abbreviateSynopsis = true)
public final class LoadCommand implements Callable<Integer> {
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int DEFAULT_ROUNDS = 15;

  private final StandardStreams streams;

  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  @Parameters(
      paramLabel = "TARGET",
      arity = "1..*",
      description =
          "tcp://HOST:PORT, tls://HOST:PORT, unix:PATH, udp://HOST:PORT, http://HOST:PORT/PATH or"
              + " https://HOST:PORT/PATH; unix:PATH may stand for HOST:PORT, as in"
              + " http://unix:/run/web:/index.html. As NAME=TARGET to name it, with ,pid=N behind"
              + " it if its process is not found automatically.")
  List<String> targets = List.of();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many connections to each target. Default: ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to measure each target. Default: 10s, or --rounds times --slice.")
  @Nullable Duration duration;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "3s",
      description = "How long to load each target before that. Default: ${DEFAULT-VALUE}.")
  Duration warmup = Duration.ZERO;

  @Mixin PacingOptions pacing = new PacingOptions();

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "Stop after this many requests to a target.")
  @Nullable Long requests;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How many turns each target has. Default: 15 if there are several.")
  @Nullable Integer rounds;

  @Option(
      names = "--slice",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long a turn is, or an attempt of --find-max. Default: 1s.")
  @Nullable Duration slice;

  @Option(
      names = "--connect-rate",
      paramLabel = "RATE",
      converter = Rate.Converter.class,
      description = "How many connections to open per second. Default: as fast as possible.")
  @Nullable Rate connectRate;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many event loops the load has. Default: ${DEFAULT-VALUE}.")
  int threads;

  @Option(
      names = "--allow-remote",
      description = "Load other machines than this one; you need permission to do that.")
  boolean allowRemote;

  @Mixin WorkerOptions workers = new WorkerOptions();

  @Mixin TrustOptions trust = new TrustOptions();

  @Option(
      names = "--send-proxy",
      paramLabel = "v1|v2",
      description =
          "Begin each connection with a PROXY protocol header of this version, as a proxy does,"
              + " with its own addresses: for a server with --proxy-protocol.")
  @Nullable SendProxyChoice sendProxy;

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Mixin ReportOptions reports = new ReportOptions();

  public LoadCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    List<Target> parsed = parseTargets();
    List<Threshold> thresholds = reports.thresholds(parsed.stream().map(Target::name).toList());
    Plan plan = plan(parsed);
    reports.requireWritable();
    requireDescriptors(plan);
    Log.show(LogLevel.warning, streams.err());
    Instant started = Instant.now();
    List<Run> runs;
    boolean complete;
    Settlement settlement = null;
    try (LoadWorkers waiting = workers.connect();
        Crew crew =
            workers.isWanted() ? workers.begin(plan, waiting, sendProxy, trust, streams) : null) {
      Plan inTime = crew == null || crew.holdsAll() ? plan : takingTurns(plan);
      try (var screen = new LoadScreen(streams)) {
        Fleets fleets = crew == null ? Fleets.HERE : crew;
        runs = new Campaign(inTime, fleets, screen, process -> {}).run();
        complete = !screen.isOver();
      }
      plan = inTime;
      settlement = crew == null || runs.isEmpty() ? null : crew.settlement();
    } catch (LoadFailedException e) {
      throw CommandFailure.impossible(String.valueOf(e.getMessage()));
    }
    requireAnybody(runs);
    List<RunFigures> figures = runs.stream().map(RunFigures::of).toList();
    var report =
        new Report(
            commandLine(),
            started.truncatedTo(ChronoUnit.SECONDS).toString(),
            Machine.here(new Version().getVersion()[0]),
            workload.text(parsed.getFirst().transport()),
            complete,
            verdict(figures, settlement),
            thresholds.stream().map(threshold -> threshold.check(figures)).toList(),
            notes(figures, plan, complete),
            figures,
            settlement == null ? List.of() : settlement.workers());
    int exitCode = reports.finish(report, runs, started.toEpochMilli(), streams);
    if (exitCode == 0) {
      requireRightAnswers(parsed, runs);
    }
    return exitCode;
  }

  private void requireDescriptors(Plan plan) throws CommandFailure {
    int atOnce = plan.inTurns() ? 1 : plan.targets().size();
    if (!workers.isWanted() && !Descriptors.suffice((long) connections * atOnce)) {
      throw CommandFailure.impossible(Descriptors.complaint(connections, atOnce));
    }
  }

  private static Plan takingTurns(Plan plan) throws CommandFailure {
    if (!plan.mayTakeTurns()) {
      throw CommandFailure.impossible(
          "the workers have too few descriptors for the connections to all targets at once: raise"
              + " ulimit -n, or use more workers");
    }
    return plan.takingTurns();
  }

  /// A target without a single right answer was not measured, however good the report looks.
  private static void requireRightAnswers(List<Target> targets, List<Run> runs)
      throws CommandFailure {
    List<String> wrong =
        targets.stream().map(Target::name).filter(name -> !anyRight(name, runs)).toList();
    if (!wrong.isEmpty()) {
      throw CommandFailure.impossible("no answer was right: " + String.join(", ", wrong));
    }
  }

  /// Also if nothing was tried: the run was ended before.
  private static boolean anyRight(String name, List<Run> runs) {
    List<Run.OfTarget> results =
        runs.stream()
            .flatMap(run -> run.targets().stream())
            .filter(result -> result.target().name().equals(name))
            .toList();
    return results.stream().anyMatch(result -> result.right() > 0)
        || results.stream().allMatch(result -> result.sent() == 0 && result.errors() == 0);
  }

  private List<Target> parseTargets() throws CommandFailure {
    var parsed = new ArrayList<Target>();
    var names = new HashSet<String>();
    for (String text : targets) {
      Target target;
      try {
        target = TargetParser.parse(text);
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        throw e.getCause() instanceof UnknownHostException
            ? CommandFailure.impossible(message)
            : CommandFailure.usage(message);
      }
      if (!names.add(target.name())) {
        throw CommandFailure.usage(
            "two targets are named " + target.name() + "; write NAME=TARGET");
      }
      if (!allowRemote && !target.isLocal()) {
        throw CommandFailure.usage(
            target.text() + " is another machine; if you may load it, add --allow-remote");
      }
      Long pid = target.pid();
      if (pid != null && ProcessHandle.of(pid).isEmpty()) {
        throw CommandFailure.usage(text + ": there is no process " + pid);
      }
      parsed.add(target);
    }
    secure(parsed);
    Target first = parsed.getFirst();
    for (Target target : parsed) {
      if (isHttp(target) != isHttp(first) || isUdp(target) != isUdp(first)) {
        throw CommandFailure.usage(
            "http://, udp:// and streams cannot be compared: "
                + first.text()
                + " and "
                + target.text());
      }
    }
    return parsed;
  }

  /// Gives the targets over TLS what the options ask for.
  private void secure(List<Target> parsed) throws CommandFailure {
    if (parsed.stream().allMatch(target -> target.tls() == null)) {
      if (trust.isGiven()) {
        throw CommandFailure.usage("options for TLS require tls:// or https:// targets");
      }
      return;
    }
    Tls tls = trust.tls();
    parsed.replaceAll(target -> target.withTls(tls));
  }

  private static boolean isHttp(Target target) {
    return target.transport() == Target.Scheme.HTTP;
  }

  private static boolean isUdp(Target target) {
    return target.transport() == Target.Scheme.UDP;
  }

  /// As it was given, but without passwords: it is in each report.
  private String commandLine() {
    String text = "heddle " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    for (String server : workers.cluster) {
      text = text.replace(server, ServerUrls.shown(List.of(server)));
    }
    return text;
  }

  private Plan plan(List<Target> parsed) throws CommandFailure {
    inRange("--connections", connections, MOST_CONNECTIONS);
    inRange("--threads", threads, 1024);
    if (threads > connections) {
      throw CommandFailure.usage(
          "--threads " + threads + " are more than --connections " + connections);
    }
    workers.requireEnough(threads, connections);
    if (requests != null && requests < 1) {
      throw CommandFailure.usage("--requests must be 1 or more: " + requests);
    }
    if (requests != null && pacing.hasSeveralRates()) {
      throw CommandFailure.usage("--requests cannot be combined with --ramp or --find-max");
    }
    if (rounds != null) {
      inRange("--rounds", rounds, 10_000);
    }
    Duration turn = slice == null ? Duration.ofSeconds(1) : slice;
    if (turn.isZero() || (duration != null && duration.isZero())) {
      throw CommandFailure.usage(
          (turn.isZero() ? "--slice" : "--duration") + " must be more than zero");
    }
    Pacing when = pacing.pacing();
    var plan =
        new Plan(
            parsed,
            workload(parsed.getFirst()),
            connections,
            threads,
            connectRate == null ? 0 : connectRate.perSecond(),
            when,
            requests == null ? warmup : Duration.ZERO,
            duration == null ? Duration.ofSeconds(10) : duration,
            rounds(parsed, turn),
            turn,
            requests == null ? Long.MAX_VALUE : requests,
            false,
            false);
    boolean here = !workers.isWanted();
    return here && plan.mayTakeTurns() && !Descriptors.suffice((long) connections * parsed.size())
        ? plan.takingTurns()
        : plan;
  }

  private Workload workload(Target first) throws CommandFailure {
    Workload all = workload.workload(first.transport());
    if (sendProxy == null) {
      return all;
    }
    if (isUdp(first)) {
      throw CommandFailure.usage(
          "--send-proxy cannot be used with udp:// targets: datagrams have no header");
    }
    return all.withProxyHeaders(sendProxy::header);
  }

  private static void inRange(String option, int value, int most) throws CommandFailure {
    if (value < 1 || value > most) {
      throw CommandFailure.usage(option + " must be from 1 to " + most + ": " + value);
    }
  }

  /// Several targets take turns, so that what changes on the machine meanwhile is the same for all.
  private int rounds(List<Target> parsed, Duration turn) throws CommandFailure {
    if (rounds != null) {
      if (duration != null) {
        throw CommandFailure.usage("--duration and --rounds both set the length: omit one");
      }
      return rounds;
    }
    if (parsed.size() == 1) {
      return 0;
    }
    return duration == null
        ? DEFAULT_ROUNDS
        : Math.clamp(duration.dividedBy(turn), 1, Integer.MAX_VALUE);
  }

  /// If no connection could be opened to any target, there was no run.
  private static void requireAnybody(List<Run> runs) throws CommandFailure {
    if (runs.isEmpty()) {
      throw CommandFailure.impossible("ended before anything was measured");
    }
    for (Run run : runs) {
      for (Run.OfTarget target : run.targets()) {
        if (target.opened() > 0 || target.samples().stream().anyMatch(s -> s.tally().sent() > 0)) {
          return;
        }
      }
    }
    Figures nobody = RunFigures.of(runs.getFirst()).targets().getFirst();
    String cause =
        nobody.errors().values().stream().map(Figures.Errors::example).findFirst().orElse("");
    throw CommandFailure.impossible("cannot connect: " + cause);
  }

  private List<String> verdict(List<RunFigures> figures, @Nullable Settlement settlement)
      throws CommandFailure {
    int lanes = settlement == null ? threads : threads * settlement.workers().size();
    List<String> verdict = pacing.verdict(figures, lanes);
    if (settlement == null) {
      return verdict;
    }
    var all = new ArrayList<>(verdict);
    all.addAll(settlement.sentences(threads));
    if (workers.areHere()) {
      all.addAll(Verdict.ofOneMachine(figures, Runtime.getRuntime().availableProcessors()));
    }
    return all;
  }

  private String unanswered(Figures target, int connections, Target.Scheme transport) {
    if (target.answered() > 0) {
      return "only "
          + target.answered()
          + " of "
          + connections
          + " connections got an answer to their first request";
    }
    String none = "none of " + connections + " connections got a right answer to its first request";
    return workload.expectsEchoByDefault(transport)
            && target.errors().containsKey(ErrorKind.WRONG.toString())
        ? none
            + "; --expect and --frame say what is right. The default is the request itself, which"
            + " heddle serve echo --prefix \"\" sends"
        : none;
  }

  private List<String> notes(List<RunFigures> figures, Plan plan, boolean complete) {
    var notes = new ArrayList<String>();
    int connections = figures.getFirst().connections(); // of the workers that count
    if (plan.inTurns()) {
      notes.add(
          workers.isWanted()
              ? "the workers may not have the connections to all targets at once: each server's"
                  + " were there for its turns only"
              : Descriptors.inTurns(connections, plan.targets().size()));
    }
    for (Figures target : figures.getFirst().targets()) {
      boolean hadTime = complete || !plan.inTurns();
      if (hadTime && !workload.reconnect && target.answered() < connections) {
        notes.add(
            target.name()
                + ": "
                + unanswered(target, connections, plan.targets().getFirst().transport()));
      }
      if (target.pid() == null) {
        notes.add(
            target.name() + ": its process was not found, so its CPU and memory are not known");
      }
    }
    return notes;
  }
}
