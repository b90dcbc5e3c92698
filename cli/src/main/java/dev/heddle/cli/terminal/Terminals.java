package dev.heddle.cli.terminal;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jline.utils.InfoCmp;

/// The terminal that the process has. Stateless.
public final class Terminals {
  /// Kept, because the log manager drops loggers without a strong reference.
  private static final Logger JLINE = Logger.getLogger("org.jline");

  private Terminals() {}

  /// Takes the terminal, for editing lines or drawing. An unknown type of terminal is treated as an
  /// ANSI one, and reported in a line.
  public static Terminal open() throws IOException {
    JLINE.setLevel(Level.OFF); // it has a stack trace for each type that it does not know
    String type = System.getenv("TERM");
    if (type != null && !type.isEmpty() && !isKnown(type)) {
      System.err.println("heddle: unknown terminal type " + type + " in TERM; using ansi");
    }
    // No probing for grapheme clusters: a terminal that does not answer would swallow the first
    // line.
    return TerminalBuilder.builder().graphemeCluster(false).build();
  }

  private static boolean isKnown(String type) {
    try {
      InfoCmp.getInfoCmp(type);
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Whether standard output is a terminal, wherever the input comes from.
  static boolean isOutputTerminal() {
    try {
      return TerminalProvider.load("ffm").isSystemStream(SystemStream.Output);
    } catch (IOException | RuntimeException | LinkageError e) {
      return true; // better too careful with what a peer has sent
    }
  }
}
