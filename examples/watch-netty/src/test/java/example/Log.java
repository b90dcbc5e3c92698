package example;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What the watch logs.
final class Log extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.heddle.watch");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  Log() {
    logger.addHandler(this);
  }

  List<String> warnings() {
    return records.stream()
        .filter(entry -> entry.getLevel() == Level.WARNING)
        .map(new SimpleFormatter()::formatMessage)
        .toList();
  }

  /// Whether the watch has begun.
  boolean hasBegun() {
    return !records.isEmpty();
  }

  @Override
  public void publish(LogRecord entry) {
    records.add(entry);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
