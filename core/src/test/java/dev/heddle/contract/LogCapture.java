package dev.heddle.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What the library logs, kept for the test instead of being printed.
public final class LogCapture extends Handler implements AutoCloseable {
  private static final SimpleFormatter FORMATTER = new SimpleFormatter();

  private final Logger logger = Logger.getLogger("dev.heddle"); // a field: loggers are held weakly
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  public LogCapture() {
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  /// The log at this level or above.
  public List<LogRecord> atLeast(Level level) {
    return records.stream().filter(r -> r.getLevel().intValue() >= level.intValue()).toList();
  }

  /// The log at this level or above, with parameters filled in.
  public List<String> messages(Level level) {
    return atLeast(level).stream().map(FORMATTER::formatMessage).toList();
  }

  @Override
  public void publish(LogRecord logRecord) {
    records.add(logRecord);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
