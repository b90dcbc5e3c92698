package dev.heddle.cli;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.machine.Version;
import dev.heddle.cli.terminal.StandardOutput;
import dev.heddle.cli.terminal.StandardStreams;
import java.io.InputStream;
import java.io.PrintStream;
import picocli.CommandLine;

/// The command's entry.
///
/// Exit codes: 0 success; 1 failure (a port in use, no server to connect to, no room for the
/// output); 2 invalid arguments; 130 aborted by a second signal.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    StandardOutput output = StandardOutput.install();
    int exitCode = run(args, System.in, System.out, System.err);
    String loss = output.loss();
    if (exitCode == 0 && loss != null) {
      System.err.println("heddle: cannot write the output: " + loss);
      exitCode = CommandFailure.IMPOSSIBLE;
    }
    System.exit(exitCode);
  }

  /// Runs the command on the given streams.
  ///
  /// @return the exit code
  static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    if (args.length == 1 && Heddle.VERSION_OPTIONS.contains(args[0])) {
      out.println(new Version().getVersion()[0]); // to load the parser takes most of a start
      return 0;
    }
    String[] words = args.length == 0 ? new String[] {"help"} : args;
    CommandLine command = Heddle.commandLine(new StandardStreams(in, out, err), words);
    return command.execute(words);
  }
}
