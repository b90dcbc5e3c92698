package dev.heddle.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// The log on stderr: a line for each message, and the stack trace of what was thrown.
final class Log extends Handler {
  private final PrintStream err;

  private Log(PrintStream err) {
    this.err = err;
    setFormatter(new OneLine());
  }

  /// Shows what has at least this level, from now on.
  static void show(LogLevel level, PrintStream err) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(level.level());
    root.addHandler(new Log(err));
  }

  @Override
  public void publish(LogRecord message) {
    if (isLoggable(message)) {
      err.println(getFormatter().format(message));
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
        return line;
      }
      var trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      return line + System.lineSeparator() + trace.toString().stripTrailing();
    }
  }
}
