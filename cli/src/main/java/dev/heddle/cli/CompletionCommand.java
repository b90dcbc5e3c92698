package dev.heddle.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle completion`: a script that teaches a shell to complete this command.
@Command(
    name = "completion",
    description = "Prints a completion script for a shell.",
    footer = {"", "To use it: source <(heddle completion bash)"})
final class CompletionCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  Shell shell = Shell.bash;

  CompletionCommand() {}

  /// The shells that it knows; one script serves them all, as it detects its shell.
  enum Shell {
    bash,
    zsh
  }

  @Override
  public void run() {
    var out = spec.commandLine().getOut();
    out.print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    out.flush();
  }
}
