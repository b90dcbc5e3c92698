package dev.heddle.cli.connect;

import dev.heddle.Connection;
import dev.heddle.cli.terminal.EndSignal;
import dev.heddle.cli.terminal.PlainOutput;
import dev.heddle.cli.terminal.Terminals;
import dev.heddle.services.lines.TextFraming;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// A person at a terminal talks to a service. Lines are edited here and sent whole; answers are
/// shown above the line that is being typed. Output without a line end, such as `Message: `,
/// becomes the prompt; in chunks, each is a line.
///
/// Two threads: the caller's reads the keyboard, the other one the connection.
final class Conversation {
  /// A longer text without a newline is shown as a line.
  private static final int LONGEST_PROMPT = 2000;

  private final Connection connection;
  private final TextFraming framing;
  private final Object screen = new Object();
  private final CountDownLatch received = new CountDownLatch(1);
  private final CountDownLatch restored = new CountDownLatch(1);
  private volatile boolean serverEnded;
  private volatile boolean left;
  private volatile EndSignal leftBy = EndSignal.INT;
  private String unfinished = ""; // guarded by screen

  /// @param framing what a message is, in both directions
  Conversation(Connection connection, TextFraming framing) {
    this.connection = connection;
    this.framing = framing;
  }

  /// Talks on the terminal that the process has.
  ///
  /// @return the exit code
  int run() throws IOException {
    try (Terminal terminal = Terminals.open()) {
      Thread typing = Thread.currentThread();
      EndSignal.onEach(signal -> leave(typing, signal));
      return run(terminal);
    } finally {
      restored.countDown();
    }
  }

  /// The reader of lines restores the terminal as it ends.
  private void leave(Thread typing, EndSignal signal) {
    leftBy = signal;
    try {
      int tries = 0;
      do { // once may be too early: before it reads, it takes no notice
        typing.interrupt();
      } while (!restored.await(500, TimeUnit.MILLISECONDS) && ++tries < 4);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.exit(signal.exitCode());
  }

  int run(Terminal terminal) throws IOException {
    var reader =
        (LineReaderImpl)
            LineReaderBuilder.builder()
                .terminal(terminal)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // a "!" is a "!"
                .build();
    reader.getWidgets().put(LineReader.CALLBACK_INIT, () -> showPrompt(reader));
    Thread typing = Thread.currentThread();
    Thread.ofPlatform().daemon().name("heddle-receive").start(() -> receive(reader, typing));
    try {
      while (!serverEnded) {
        String line = reader.readLine();
        forgetUnfinished();
        connection.writeText(framing.framed(line));
        connection.flush();
      }
    } catch (EndOfFileException e) {
      forgetUnfinished();
      connection.closeOutput();
      awaitEnd();
    } catch (UserInterruptException e) {
      if (!serverEnded) {
        return leftBy.exitCode();
      }
    } catch (IOException e) {
      awaitEnd(); // which tells why
    } finally {
      left = true;
      connection.abort();
      awaitEnd();
    }
    return 0;
  }

  private void receive(LineReaderImpl reader, Thread typing) {
    String end = "closed by the server";
    try (var text = new InputStreamReader(connection.input(), StandardCharsets.UTF_8)) {
      char[] chunk = new char[8192];
      for (int count; (count = text.read(chunk)) >= 0; ) {
        show(new String(chunk, 0, count), reader);
      }
    } catch (IOException e) {
      end = e.getMessage();
    }
    if (!left) {
      serverEnded = true;
      finish(end, reader);
      typing.interrupt();
    }
    received.countDown();
  }

  private void show(String chunk, LineReaderImpl reader) {
    String text = framing == TextFraming.CHUNKS && !chunk.endsWith("\n") ? chunk + '\n' : chunk;
    String lines;
    synchronized (screen) {
      String all = unfinished + text;
      int end = all.lastIndexOf('\n') + 1;
      if (all.length() - end > LONGEST_PROMPT) {
        end = all.length();
      }
      lines = all.substring(0, end);
      unfinished = all.substring(end);
    }
    showPrompt(reader);
    if (!lines.isEmpty()) {
      reader.printAbove(PlainOutput.plain(lines));
    } else {
      redisplay(reader);
    }
  }

  private static void redisplay(LineReaderImpl reader) {
    try {
      reader.callWidget(LineReader.REDISPLAY);
    } catch (IllegalStateException e) {
      // No line is being typed: the next line begins with the new prompt.
    }
  }

  private void finish(@Nullable String end, LineReaderImpl reader) {
    String rest;
    synchronized (screen) {
      rest = unfinished;
      unfinished = "";
    }
    showPrompt(reader);
    reader.printAbove((rest.isEmpty() ? "" : PlainOutput.plain(rest) + '\n') + end);
  }

  /// It has been shown as the prompt, and stays on the screen.
  private void forgetUnfinished() {
    synchronized (screen) {
      unfinished = "";
    }
  }

  private boolean showPrompt(LineReaderImpl reader) {
    synchronized (screen) {
      reader.setPrompt(PlainOutput.plain(unfinished));
    }
    return true;
  }

  private void awaitEnd() {
    try {
      received.await();
    } catch (InterruptedException e) {
      // By the receiver itself, as the last thing that it does.
    }
    Thread.interrupted();
  }
}
