package dev.heddle.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/// `heddle man`: the manual page, made of what the help is made of, in the language of man(7).
/// Packages install it.
@Command(
    name = "man",
    hidden = true,
    description = "Prints the manual page.",
    footer = {"", "To read it: heddle man | man -l -"})
final class ManCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  private final StringBuilder page = new StringBuilder();

  ManCommand() {}

  @Override
  public void run() {
    page.setLength(0);
    CommandLine root = spec.root().commandLine();
    line(".TH HEDDLE 1");
    line(".SH NAME");
    text("heddle - " + lowerFirst(description(root.getCommandSpec())));
    line(".SH SYNOPSIS");
    synopsis(root);
    line(".SH OPTIONS");
    arguments(root.getCommandSpec());
    line(".SH COMMANDS");
    subcommands(root);
    var out = spec.commandLine().getOut();
    out.print(page);
    out.flush();
  }

  private void subcommands(CommandLine parent) {
    for (CommandLine command : parent.getSubcommands().values()) {
      CommandSpec model = command.getCommandSpec();
      if (!model.usageMessage().hidden()) {
        line(".SS " + escaped(model.qualifiedName()));
        text(description(model));
        line(".PP");
        synopsis(command);
        arguments(model);
        subcommands(command);
      }
    }
  }

  private static String description(CommandSpec model) {
    return plain(model.usageMessage().description());
  }

  private void synopsis(CommandLine command) {
    text(plain(command.getHelp().synopsis(0)).strip().replaceAll("\\s+", " "));
  }

  private void arguments(CommandSpec model) {
    model.positionalParameters().stream()
        .filter(parameter -> !parameter.hidden())
        .forEach(parameter -> argument(parameter.paramLabel(), parameter));
    model.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> argument(names(option), option));
  }

  private static String names(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() > 0 ? names + ' ' + option.paramLabel() : names;
  }

  private void argument(String names, ArgSpec model) {
    line(".TP");
    line(".B " + escaped(names));
    text(plain(model.description()));
  }

  private void text(String text) {
    text.lines().filter(line -> !line.isBlank()).forEach(line -> line(escaped(line.strip())));
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  /// Without picocli's markup.
  private static String plain(String... lines) {
    return Stream.of(lines)
        .map(line -> Ansi.OFF.string(line))
        .reduce((all, line) -> all + '\n' + line)
        .orElse("");
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  /// Backslashes and hyphens as they are, and no text that is taken for a request.
  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return List.of('.', '\'').contains(escaped.charAt(0)) ? "\\&" + escaped : escaped;
  }
}
