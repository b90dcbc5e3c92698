package dev.heddle.cli.terminal;

import dev.heddle.text.PlainText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The log on stderr: a line for each message, and the stack trace of what was thrown. A peer's
/// text, in a message or in an exception, is plain, and never begins a line: continuation lines are
/// indented.
public final class Log extends Handler {
  private static volatile @Nullable Consumer<String> printer;

  private final PrintStream err;

  private Log(PrintStream err) {
    this.err = err;
    setFormatter(new OneLine());
  }

  /// Shows messages of at least this level from now on.
  public static void show(LogLevel level, PrintStream err) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(level.level());
    root.addHandler(new Log(err));
  }

  /// Prints the log through a sink that knows what else is on the terminal; null for none.
  static void printBy(@Nullable Consumer<String> somebody) {
    printer = somebody;
  }

  @Override
  public void publish(LogRecord message) {
    if (isLoggable(message)) {
      Consumer<String> somebody = printer;
      String text = getFormatter().format(message);
      if (somebody == null) {
        err.println(text);
      } else {
        somebody.accept(text);
      }
    }
  }

  @Override
  public void flush() {
    err.flush();
  }

  @Override
  public void close() {
    flush();
  }

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord message) {
      String line =
          Times.clock(message.getMillis())
              + ' '
              + LogLevel.nameOf(message.getLevel())
              + ' '
              + formatMessage(message);
      Throwable thrown = message.getThrown();
      if (thrown == null) {
        return PlainText.visibleLines(line);
      }
      var trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      return PlainText.visibleLines(line + System.lineSeparator() + trace);
    }
  }
}
