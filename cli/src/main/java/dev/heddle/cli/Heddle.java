package dev.heddle.cli;

import dev.heddle.cli.arguments.Complaints;
import dev.heddle.cli.arguments.EverydayTypes;
import dev.heddle.cli.check.CheckCommand;
import dev.heddle.cli.compare.CompareCommand;
import dev.heddle.cli.connect.ConnectCommand;
import dev.heddle.cli.lab.LabCommand;
import dev.heddle.cli.lab.RehearseCommand;
import dev.heddle.cli.load.LoadCommand;
import dev.heddle.cli.load.WorkerCommand;
import dev.heddle.cli.machine.Version;
import dev.heddle.cli.serve.ServeCommand;
import dev.heddle.cli.sim.SimCommand;
import dev.heddle.cli.status.PsCommand;
import dev.heddle.cli.status.TopCommand;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.threads.ThreadsCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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

  static final Set<String> VERSION_OPTIONS = Set.of("-V", "--version");

  /// Subcommands by name, in the order of the help.
  private static final Map<String, Function<StandardStreams, Object>> SUBCOMMANDS =
      new LinkedHashMap<>();

  /// Those that describe all others.
  private static final Set<String> GUIDES = Set.of("completion", "man", "help");

  static {
    SUBCOMMANDS.put("serve", ServeCommand::commandLine);
    SUBCOMMANDS.put("connect", ConnectCommand::new);
    SUBCOMMANDS.put("load", LoadCommand::new);
    SUBCOMMANDS.put("worker", WorkerCommand::new);
    SUBCOMMANDS.put("compare", CompareCommand::new);
    SUBCOMMANDS.put("ps", PsCommand::new);
    SUBCOMMANDS.put("top", TopCommand::new);
    SUBCOMMANDS.put("threads", ThreadsCommand::new);
    SUBCOMMANDS.put("lab", LabCommand::commandLine);
    SUBCOMMANDS.put("sim", SimCommand::new);
    SUBCOMMANDS.put("check", CheckCommand::new);
    SUBCOMMANDS.put("completion", _ -> new CompletionCommand());
    SUBCOMMANDS.put(
        "rehearse",
        streams -> new RehearseCommand(args -> commandLine(streams, args).execute(args)));
    SUBCOMMANDS.put("man", _ -> new ManCommand());
    SUBCOMMANDS.put("help", _ -> new HelpCommand());
  }

  private Heddle() {}

  /// With what these arguments need: to put all subcommands together takes longer than the rest of
  /// a start.
  static CommandLine commandLine(StandardStreams streams, String... args) {
    return commandLine(streams, needed(args.length == 0 ? "" : args[0]));
  }

  private static Set<String> needed(String first) {
    return SUBCOMMANDS.containsKey(first) && !GUIDES.contains(first)
        ? Set.of(first)
        : SUBCOMMANDS.keySet();
  }

  private static CommandLine commandLine(StandardStreams streams, Set<String> names) {
    var command = new CommandLine(new Heddle());
    SUBCOMMANDS.forEach((name, maker) -> {
      if (names.contains(name)) {
        command.addSubcommand(name, maker.apply(streams));
      }
    });
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
