package dev.heddle.cli;

import dev.heddle.cli.arguments.Complaints;
import dev.heddle.cli.arguments.EverydayTypes;
import dev.heddle.cli.check.CheckCommand;
import dev.heddle.cli.compare.CompareCommand;
import dev.heddle.cli.connect.ConnectCommand;
import dev.heddle.cli.lab.LabCommand;
import dev.heddle.cli.lab.RehearseCommand;
import dev.heddle.cli.load.LoadCommand;
import dev.heddle.cli.machine.Version;
import dev.heddle.cli.serve.ServeCommand;
import dev.heddle.cli.sim.SimCommand;
import dev.heddle.cli.status.PsCommand;
import dev.heddle.cli.status.TopCommand;
import dev.heddle.cli.terminal.Streams;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command without a subcommand, and how all of them are put together.
@Command(
    name = "heddle",
    description = "Runs TCP services on the concurrency model of your choice.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "heddle help COMMAND describes one, as in: heddle help serve"})
final class Heddle {
  @CommandLine.Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  boolean version;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Print this help and exit.")
  boolean help;

  private Heddle() {}

  static CommandLine commandLine(Streams streams) {
    var command = new CommandLine(new Heddle());
    command.addSubcommand(ServeCommand.commandLine(streams));
    command.addSubcommand(new ConnectCommand(streams));
    command.addSubcommand(new LoadCommand(streams));
    command.addSubcommand(new CompareCommand(streams));
    command.addSubcommand(new PsCommand(streams));
    command.addSubcommand(new TopCommand(streams));
    command.addSubcommand(LabCommand.commandLine(streams));
    command.addSubcommand(new SimCommand(streams));
    command.addSubcommand(new CheckCommand(streams));
    command.addSubcommand(new CompletionCommand());
    command.addSubcommand(new RehearseCommand(args -> commandLine(streams).execute(args)));
    command.addSubcommand(new ManCommand());
    command.addSubcommand(new HelpCommand());
    EverydayTypes.teach(command);
    command.setExpandAtFiles(false); // an argument such as --prefix @ is meant as it stands
    command.setOut(new PrintWriter(streams.out(), true, streams.out().charset()));
    command.setErr(new PrintWriter(streams.err(), true, streams.err().charset()));
    var ansi = streams.wantsColours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    command.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
    command.setParameterExceptionHandler(Complaints::wrongArguments);
    command.setExecutionExceptionHandler(Complaints::failure);
    return command;
  }
}
