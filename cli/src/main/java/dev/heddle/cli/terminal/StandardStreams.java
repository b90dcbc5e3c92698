package dev.heddle.cli.terminal;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/// What a command reads from and writes to.
///
/// @param in read only here
/// @param out for results; thread-safe
/// @param err for complaints and the log; thread-safe
public record StandardStreams(InputStream in, PrintStream out, PrintStream err) {

  /// Whether `in` and `out` are an interactive terminal.
  public boolean isTerminal() {
    return out.equals(System.out) && in.equals(System.in) && isConsole(System.console());
  }

  private static boolean isConsole(@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  /// Where to print what a peer sends: byte for byte into a file or a pipe, and plain text on a
  /// terminal.
  public PrintStream peerOut() {
    return out.equals(System.out) && Terminals.isOutputTerminal()
        ? new PrintStream(new PlainOutput(out))
        : out;
  }

  /// Whether that terminal can be drawn on: on a dumb one, the cursor only moves forward, and one
  /// without a type is taken for dumb.
  public boolean isScreen() {
    String type = System.getenv("TERM");
    return isTerminal() && type != null && !type.isEmpty() && !type.equals("dumb");
  }

  /// Whether to use colours: on a terminal that has them, unless disabled (no-color.org).
  public boolean wantsColours() {
    String refused = System.getenv("NO_COLOR");
    return (refused == null || refused.isEmpty()) && isScreen();
  }
}
