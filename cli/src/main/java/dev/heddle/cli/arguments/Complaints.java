package dev.heddle.cli.arguments;

import dev.heddle.services.Services;
import dev.heddle.text.PlainText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says in one line what is wrong and what is allowed.
public final class Complaints {
  private Complaints() {}

  public static int wrongArguments(ParameterException e, String[] args) {
    String message =
        e instanceof UnmatchedArgumentException unmatched
            ? unknown(unmatched)
            : String.valueOf(e.getMessage());
    return complain(e.getCommandLine(), message, CommandFailure.USAGE);
  }

  public static int failure(Exception e, CommandLine command, ParseResult result) throws Exception {
    if (e instanceof CommandFailure failure) {
      return complain(command, String.valueOf(failure.getMessage()), failure.exitCode());
    }
    throw e;
  }

  private static int complain(CommandLine command, String message, int exitCode) {
    PrintWriter err = command.getErr();
    err.println(
        command.getCommandSpec().qualifiedName()
            + ": "
            + PlainText.visible(message.lines().findFirst().orElse("")));
    err.flush();
    return exitCode;
  }

  private static String unknown(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    String argument = e.getUnmatched().getFirst();
    if (argument.startsWith("-")) {
      return unknown("option", argument.replaceFirst("=.*", ""), options(command));
    }
    return command.getParent() == null
        ? unknownCommand(command, argument)
        : "not expected: " + argument;
  }

  /// @param parent of the commands that there are
  public static String unknownCommand(CommandLine parent, String name) {
    List<String> known =
        parent.getSubcommands().entrySet().stream()
            .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    if (parent.getParent() == null && Services.find(name) != null) {
      return name + " is a service; write heddle serve " + name;
    }
    return known.isEmpty() ? "not expected: " + name : unknown("command", name, known);
  }

  /// Names the one that was probably meant, or else all that there are.
  public static String unknown(String kind, String name, Iterable<String> known) {
    String nearest = Nearest.to(name, known);
    String advice =
        nearest == null ? "there are " + String.join(", ", known) : "did you mean " + nearest + "?";
    return "unknown " + kind + ' ' + name + "; " + advice;
  }

  private static List<String> options(CommandLine command) {
    var names = new ArrayList<String>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.add(option.longestName());
    }
    return names;
  }
}
