package dev.heddle.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle help`: picocli's own, but for what it says of a command that there is not.
@Command(name = "help", description = "Tells what there is, or more about one command.")
final class HelpCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "The command to tell about.")
  @Nullable String name;

  HelpCommand() {}

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    CommandLine command = name == null ? root : root.getSubcommands().get(name);
    if (command == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), Complaints.unknownCommand(root, name));
    }
    command.usage(root.getOut());
  }
}
