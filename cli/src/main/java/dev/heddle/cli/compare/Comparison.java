package dev.heddle.cli.compare;

import dev.heddle.cli.load.LoadScreen;
import dev.heddle.cli.load.Rate;
import dev.heddle.cli.machine.Descriptors;
import dev.heddle.cli.machine.Pinning;
import dev.heddle.load.Campaign;
import dev.heddle.load.Pacing;
import dev.heddle.load.Plan;
import dev.heddle.load.Run;
import dev.heddle.load.Target;
import dev.heddle.load.Workload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loads one service on several engines, with one number of connections after the other. For each
/// number, all engines run in fresh processes and take turns.
///
/// Belongs to the thread that runs it.
final class Comparison {
  private static final int FEW = 10;

  private final Settings settings;
  private final LoadScreen screen;
  private final List<Run> runs = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();

  /// What to compare.
  ///
  /// @param engines by name
  /// @param serve the arguments of `heddle serve` for all engines, and those for one
  /// @param rate requests a second; null: each connection sends when it is answered
  record Settings(
      List<String> engines,
      java.util.function.Function<String, List<String>> serve,
      List<Integer> connections,
      Workload workload,
      Duration warmup,
      int rounds,
      Duration slice,
      @Nullable Rate rate,
      Pinning pinning) {}

  Comparison(Settings settings, LoadScreen screen) {
    this.settings = settings;
    this.screen = screen;
  }

  List<Run> runs() {
    return runs;
  }

  /// What became of engines that could not take part to the end.
  List<String> notes() {
    return notes;
  }

  void run() throws InterruptedException {
    settings.pinning().pinLoad();
    for (int connections : settings.connections()) {
      if (!screen.isOver()) {
        screen.part(connections + " connections");
        run(connections);
      }
    }
  }

  private void run(int connections) throws InterruptedException {
    var servers = new ArrayList<EngineProcess>();
    try {
      var targets = new ArrayList<Target>();
      for (String engine : settings.engines()) {
        if (!screen.isOver() && !leftOut.containsKey(engine)) {
          start(engine, servers, targets);
        }
      }
      if (!targets.isEmpty() && !Descriptors.suffice(connections)) {
        notes.add(Descriptors.complaint(connections, 1));
      } else if (!targets.isEmpty()) {
        compare(targets, connections);
      }
    } finally {
      servers.forEach(EngineProcess::close);
    }
  }

  private void compare(List<Target> targets, int connections) throws InterruptedException {
    // With the code compiled, memory that grows is that of the connections.
    carryOut(plan(targets, Math.min(FEW, connections), 1, settings.warmup(), false));
    boolean inTurns = !Descriptors.suffice((long) connections * targets.size());
    if (inTurns) {
      notes.add(Descriptors.inTurns(connections, targets.size()));
    }
    carryOut(plan(targets, connections, settings.rounds(), settings.slice(), inTurns))
        .forEach(this::keep);
  }

  private void start(String engine, List<EngineProcess> servers, List<Target> targets) {
    try {
      var server = EngineProcess.start(settings.pinning().prefix(), settings.serve().apply(engine));
      servers.add(server);
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
      String text = "tcp://127.0.0.1:" + server.port();
      targets.add(new Target(engine, text, Target.Scheme.TCP, address, "", server.pid()));
    } catch (IOException e) {
      if (!screen.isOver()) { // else Ctrl-C has ended the server, too
        leaveOut(engine, e.getMessage());
      }
    }
  }

  private Plan plan(
      List<Target> targets, int connections, int rounds, Duration slice, boolean inTurns) {
    Rate rate = settings.rate();
    return new Plan(
        targets,
        settings.workload(),
        connections,
        1,
        0,
        rate == null ? new Pacing.WhenAnswered() : new Pacing.AtRate(rate.perSecond()),
        rounds == 1 ? Duration.ZERO : settings.slice(),
        slice,
        rounds,
        slice,
        Long.MAX_VALUE,
        inTurns,
        true);
  }

  private List<Run> carryOut(Plan plan) throws InterruptedException {
    return screen.isOver()
        ? List.of()
        : new Campaign(plan, screen, server -> EngineProcess.collectGarbage(server.pid())).run();
  }

  private void keep(Run run) {
    runs.add(run);
    if (screen.isOver()) {
      return; // some had no time to answer
    }
    for (Run.OfTarget target : run.targets()) {
      if (!settings.workload().reconnect() && target.answered() < run.connections()) {
        leaveOut(
            target.target().name(),
            "stopped at %,d of %,d connections; the others got no answer"
                .formatted(target.answered(), run.connections()));
      }
    }
  }

  private void leaveOut(String engine, @Nullable String why) {
    leftOut.put(engine, String.valueOf(why));
    notes.add(engine + ": " + why);
  }
}
