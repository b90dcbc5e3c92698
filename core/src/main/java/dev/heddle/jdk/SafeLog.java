package dev.heddle.jdk;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Logging for threads that nothing may end: what the logger throws, or the lack of memory for a
/// line, does not reach them. A thread that must not wait for the logger's locks ([Carriers])
/// leaves its lines to another one, which writes them in their order. Thread-safe.
public final class SafeLog {
  private static final byte[] LOST =
      "heddle: log line lost: the logger failed, or memory is exhausted\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

  private SafeLog() {}

  /// Prepares for a thread that will carry virtual threads.
  ///
  /// @throws OutOfMemoryError if there is no memory for the thread that writes its lines
  public static void prepare() {
    LogThread.start();
  }

  /// Logs an error as `subject: what`, or says on stderr that a line is lost. Never throws, not
  /// even when it puts the line together: so the caller leaves that to it.
  public static void error(Logger logger, Object subject, String what, Throwable cause) {
    try {
      log(logger, Level.ERROR, subject + ": " + what, cause);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Likewise, as `name: subject: what`.
  public static void error(
      Logger logger, String name, Object subject, String what, Throwable cause) {
    try {
      log(logger, Level.ERROR, name + ": " + subject + ": " + what, cause);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Logs a warning as `subject: what: cause`, without a stack trace. Never throws, likewise.
  public static void warning(Logger logger, Object subject, String what, Throwable cause) {
    try {
      log(logger, Level.WARNING, subject + ": " + what + ": " + cause, null);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Logs a warning. Never throws.
  public static void warning(Logger logger, String line) {
    try {
      log(logger, Level.WARNING, line, null);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Logs for information. Never throws.
  public static void info(Logger logger, String line) {
    try {
      log(logger, Level.INFO, line, null);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Logs a detail. Never throws.
  public static void debug(Logger logger, String line) {
    try {
      log(logger, Level.DEBUG, line, null);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Waits until all lines so far are written, for a second at the most: before the JVM exits.
  public static void flush() throws InterruptedException {
    LogThread.flush();
  }

  /// Runs something short once the caller's lines so far are written: at once, or on the thread
  /// that writes them; not at all if lines are being lost. Never throws.
  public static void afterwards(Runnable task) {
    try {
      if (Carriers.isCaller()) {
        LogThread.add(() -> runSafely(task));
      } else {
        task.run();
      }
    } catch (Throwable e) {
      lost();
    }
  }

  private static void log(Logger logger, Level level, String line, @Nullable Throwable cause) {
    if (Carriers.isCaller()) {
      LogThread.add(() -> runSafely(() -> logger.log(level, line, cause)));
    } else {
      logger.log(level, line, cause);
    }
  }

  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      lost();
    }
  }

  private static void lost() {
    try {
      STDERR.write(LOST);
    } catch (Throwable e) {
      // There is nowhere left to report it.
    }
  }
}
