package dev.heddle.cli.sim;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Complaints;
import dev.heddle.cli.terminal.ChangingLines;
import dev.heddle.cli.terminal.Log;
import dev.heddle.cli.terminal.LogLevel;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.cli.terminal.Table;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.patterns.Patterns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `heddle sim`: looks for concurrency bugs in simulated worlds.
@Command(
    name = "sim",
    sortOptions = false,
    sortSynopsis = false,
    description =
        "Looks for concurrency bugs: runs a service with its clients, a pattern of the lab, or"
            + " the simulated tests of a jar under many seeds, in virtual time.",
    footer = {
      "",
      "heddle sim                        lists the simulations",
      "heddle sim chat --seeds 10000     all promises of the chat, each under 10,000 seeds",
      "heddle sim chat order --plan '…'  repeats one run",
      "heddle sim chat --save run.txt    writes a failure to a file",
      "heddle sim replay run.txt         repeats it",
      "heddle sim lab deadlock           the deadlock, and the order of steps that leads to it",
      "heddle sim my-tests.jar           all @Simulated methods; a folder works, too",
      "heddle sim my-tests.jar CounterTest.noUpdateIsLost --plan '…'"
    })
public final class SimCommand implements Callable<Integer> {
  private static final String LAB = "lab";
  private static final String REPLAY = "replay";

  private final StandardStreams streams;

  @Parameters(
      arity = "0..3",
      paramLabel = "WHAT",
      description =
          "A service, and one of its promises; or lab, a pattern, and one of its scenes; or a jar or"
              + " folder of tests, and one test as Class.method. Without the last word: all of them."
              + " Or replay, and a file that --save has written.")
  List<String> what = List.of();

  @Mixin SeedOptions seeds = new SeedOptions();

  public SimCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure {
    if (what.isEmpty()) {
      list();
      return 0;
    }
    if (what.getFirst().equals(REPLAY)) {
      takeRecorded();
    }
    seeds.check();
    var stop = new StopRequest(streams.err());
    stop.listen();
    try (ChangingLines lines = ChangingLines.on(streams)) {
      var screen = new SimScreen(streams, stop, lines);
      var told = new Outcome(streams, screen, seeds);
      simulate(screen, told);
      return told.finish();
    }
  }

  private void takeRecorded() throws CommandFailure {
    if (what.size() != 2) {
      throw CommandFailure.usage("replay needs one file, as --save writes it");
    }
    RecordedRun recorded = RecordedRun.read(Path.of(what.getLast()));
    what = recorded.what();
    seeds.plan = recorded.plan();
  }

  private void simulate(SimScreen screen, Outcome told) throws CommandFailure {
    String first = what.getFirst();
    List<ServiceWorld> worlds = ServiceWorld.all().get(first);
    if (what.size() > (first.equals(LAB) ? 3 : 2)) {
      throw CommandFailure.usage("superfluous argument: " + what.getLast());
    } else if (worlds != null) {
      // What a service reports at its end, it would report in each world.
      Log.show(LogLevel.warning, streams.err());
      simulate(first, worlds, screen, told);
    } else if (first.equals(LAB)) {
      String scene = what.size() > 2 ? what.get(2) : null;
      new LabSimulation(pattern(), scene, seeds, screen, told).run();
    } else if (Files.exists(Path.of(first))) {
      String test = what.size() > 1 ? what.get(1) : null;
      new SimulatedTests(Path.of(first), test, seeds, screen, told).run();
    } else {
      List<String> known = new ArrayList<>(ServiceWorld.all().keySet());
      known.addAll(List.of(LAB, REPLAY));
      throw CommandFailure.usage(Complaints.unknown("service, jar or folder", first, known));
    }
  }

  private void simulate(String service, List<ServiceWorld> worlds, SimScreen screen, Outcome told)
      throws CommandFailure {
    List<ServiceWorld> chosen = worlds;
    if (what.size() > 1) {
      String name = what.get(1);
      chosen = worlds.stream().filter(world -> world.name().equals(name)).toList();
      if (chosen.isEmpty()) {
        List<String> names = worlds.stream().map(ServiceWorld::name).toList();
        throw CommandFailure.usage(Complaints.unknown("promise", name, names));
      }
    }
    seeds.requireOne(chosen.size());
    for (ServiceWorld world : chosen) {
      if (screen.isOver()) {
        return;
      }
      List<String> command = List.of(service, world.name());
      screen.begin(Outcome.command(command));
      told.tell(command, world.promise(), seeds.run(world.body(), screen));
    }
  }

  private Experiment pattern() throws CommandFailure {
    List<String> names = Patterns.all().stream().map(Experiment::name).toList();
    if (what.size() < 2) {
      throw CommandFailure.usage("lab needs a pattern: " + String.join(", ", names));
    }
    return Patterns.all().stream()
        .filter(pattern -> pattern.name().equals(what.get(1)))
        .findFirst()
        .orElseThrow(() -> CommandFailure.usage(Complaints.unknown("pattern", what.get(1), names)));
  }

  private void list() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("what", "promises"));
    ServiceWorld.all()
        .forEach((service, worlds) ->
            worlds.forEach(
                world -> rows.add(List.of(service + ' ' + world.name(), world.promise()))));
    rows.add(List.of("", ""));
    for (Experiment pattern : Patterns.all()) {
      rows.add(List.of(LAB + ' ' + pattern.name(), pattern.description()));
    }
    Table.print(rows, streams.wantsColours(), streams.out());
    streams.out().flush();
  }
}
