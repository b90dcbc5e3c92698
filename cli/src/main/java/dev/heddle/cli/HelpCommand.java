package dev.heddle.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle help`: picocli's own, but for what it says of a command that there is not.
@Command(name = "help", description = "Tells what there is, or more about one command.")
final class HelpCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command to tell about, as in: heddle help lab deadlock")
  List<String> names = List.of();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;

  HelpCommand() {}

  @Override
  public void run() {
    CommandLine command = spec.root().commandLine();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), Complaints.unknownCommand(command, name));
      }
      command = next;
    }
    command.usage(spec.commandLine().getOut());
  }
}
