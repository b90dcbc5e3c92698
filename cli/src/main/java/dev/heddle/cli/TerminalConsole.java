package dev.heddle.cli;

import dev.heddle.services.talk.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// A console at a terminal: lines are edited, and what is printed meanwhile appears above. It takes
/// the terminal when the first line is read.
///
/// Thread-safe: one thread reads, any thread prints.
final class TerminalConsole implements Console {
  private final PrintStream out;
  private final Runnable interrupted;
  private @Nullable Terminal terminal; // guarded by this
  private volatile @Nullable LineReader reader;
  private volatile @Nullable Thread typing;

  /// @param interrupted what Ctrl-C does
  TerminalConsole(PrintStream out, Runnable interrupted) {
    this.out = out;
    this.interrupted = interrupted;
  }

  @Override
  public @Nullable String readLine(String prompt) {
    typing = Thread.currentThread();
    try {
      return reader().readLine(prompt);
    } catch (EndOfFileException e) {
      return null;
    } catch (UserInterruptException e) {
      interrupted.run();
      return null;
    } catch (IOException e) {
      out.println("no terminal to type on: " + e.getMessage());
      return null;
    } finally {
      typing = null;
    }
  }

  private synchronized LineReader reader() throws IOException {
    LineReader existing = reader;
    if (existing != null) {
      return existing;
    }
    Terminal opened = TerminalBuilder.builder().graphemeCluster(false).build();
    terminal = opened;
    LineReader created =
        LineReaderBuilder.builder()
            .terminal(opened)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // a "!" is a "!"
            .build();
    reader = created;
    Log.printBy(this::print);
    return created;
  }

  @Override
  public void print(String line) {
    LineReader current = reader;
    if (current == null) {
      out.println(line);
    } else {
      current.printAbove(line);
    }
  }

  @Override
  public void close() {
    Thread reading = typing;
    if (reading != null) {
      reading.interrupt();
    }
    synchronized (this) {
      Log.printBy(null);
      reader = null;
      if (terminal != null) {
        try {
          terminal.close();
        } catch (IOException e) {
          System.getLogger("dev.heddle.cli").log(Level.DEBUG, "leaving the terminal failed", e);
        }
        terminal = null;
      }
    }
  }
}
