package dev.heddle.cli.lab;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Complaints;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.Table;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.patterns.Patterns;
import dev.heddle.lab.steps.Step;
import dev.heddle.lab.steps.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `heddle lab`: the patterns and the guide's servers, each as a subcommand with options of its
/// own.
@Command(
    name = "lab",
    description = "Shows what threads do: runs a pattern of concurrency, and draws it.",
    synopsisSubcommandLabel = "[PATTERN]",
    footer = {"", "heddle lab PATTERN --help lists the options of one."})
public final class LabCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Parameters(arity = "0..1", paramLabel = "PATTERN", hidden = true)
  @Nullable String unknown;

  private LabCommand(StandardStreams streams) {
    this.streams = streams;
  }

  public static CommandLine commandLine(StandardStreams streams) {
    var command = new CommandLine(new LabCommand(streams));
    for (Experiment pattern : Patterns.all()) {
      command.addSubcommand(PatternCommand.commandLine(pattern, streams));
    }
    for (Step step : Steps.all()) {
      command.addSubcommand(StepCommand.commandLine(step, streams));
    }
    return command;
  }

  /// Without a pattern: lists them.
  @Override
  public Integer call() throws CommandFailure {
    if (unknown != null) {
      var names = new ArrayList<String>();
      Patterns.all().forEach(pattern -> names.add(pattern.name()));
      Steps.all().forEach(step -> names.add(step.name()));
      throw CommandFailure.usage(Complaints.unknown("pattern", unknown, names));
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("pattern", "shows"));
    for (Experiment pattern : Patterns.all()) {
      rows.add(List.of(pattern.name(), pattern.description()));
    }
    rows.add(List.of("", ""));
    for (Step step : Steps.all()) {
      rows.add(List.of(step.name(), "the guide's server: " + step.description()));
    }
    Table.print(rows, streams.wantsColours(), streams.out());
    streams.out().flush();
    return 0;
  }
}
