package dev.heddle.cli;

import dev.heddle.cli.arguments.Complaints;
import dev.heddle.cli.arguments.Nearest;
import dev.heddle.cli.arguments.ServiceNames;
import dev.heddle.cli.serve.ServiceHelp;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle help`: picocli's own, with another message for an unknown command.
@Command(
    name = "help",
    description = "Prints help about a command, or the wire protocol of a service.")
final class HelpCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "A command or a service, as in: heddle help lab deadlock, heddle help chat")
  List<String> names = List.of();

  HelpCommand() {}

  @Override
  public void run() {
    CommandLine command = spec.root().commandLine();
    Service service = names.size() == 1 ? Services.find(names.getFirst()) : null;
    if (service != null) {
      spec.commandLine().getOut().print(ServiceHelp.of(service));
      spec.commandLine().getOut().flush();
      return;
    }
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new CommandLine.ParameterException(spec.commandLine(), unknown(command, name));
      }
      command = next;
    }
    command.usage(spec.commandLine().getOut());
  }

  private static String unknown(CommandLine parent, String name) {
    String service = Nearest.to(name, new ServiceNames());
    return parent.getParent() == null && service != null
        ? "unknown command or service " + name + "; did you mean " + service + "?"
        : Complaints.unknownCommand(parent, name);
  }
}
