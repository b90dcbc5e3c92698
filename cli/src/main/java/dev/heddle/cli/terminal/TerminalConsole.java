package dev.heddle.cli.terminal;

import dev.heddle.services.talk.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// A console at a terminal: lines are edited, and output appears above. It takes the terminal when
/// the first line is read.
///
/// Thread-safe: one thread reads, any thread prints.
public final class TerminalConsole implements Console {
  private final PrintStream out;
  private final Runnable interrupted;
  private @Nullable Terminal terminal; // guarded by this
  private volatile @Nullable LineReader reader;
  private volatile @Nullable Thread typing;
  private volatile boolean closing;
  private final Semaphore idle = new Semaphore(1); // taken while somebody types

  /// @param interrupted what Ctrl-C does
  public TerminalConsole(PrintStream out, Runnable interrupted) {
    this.out = out;
    this.interrupted = interrupted;
  }

  @Override
  public @Nullable String readLine(String prompt) {
    typing = Thread.currentThread();
    idle.acquireUninterruptibly();
    try {
      return reader().readLine(prompt);
    } catch (EndOfFileException e) {
      return null;
    } catch (UserInterruptException e) {
      if (!closing) {
        interrupted.run();
      }
      return null;
    } catch (IOException e) {
      out.println("no terminal to type on: " + e.getMessage());
      return null;
    } finally {
      typing = null;
      idle.release();
    }
  }

  private synchronized LineReader reader() throws IOException {
    LineReader existing = reader;
    if (existing != null) {
      return existing;
    }
    Terminal opened = Terminals.open();
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

  private void interrupt(Thread reading) {
    try {
      for (int tries = 0; tries < 4; tries++) {
        reading.interrupt(); // once may be too early: before it reads, it takes no notice
        if (idle.tryAcquire(500, TimeUnit.MILLISECONDS)) {
          idle.release();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  /// Waits briefly until the reading thread has stopped and has restored the terminal.
  @Override
  public void close() {
    closing = true;
    Thread reading = typing;
    if (reading != null && !reading.equals(Thread.currentThread())) {
      interrupt(reading);
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
