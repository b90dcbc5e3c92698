package dev.heddle.jdk;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/// Logging for threads that nothing may end: what the logger throws, or the lack of memory for a
/// line, does not reach them. Thread-safe.
public final class SafeLog {
  private static final byte[] LOST =
      "heddle: log line lost: the logger failed, or memory is exhausted\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

  private SafeLog() {}

  /// Logs an error as `subject: what`, or says on stderr that a line is lost. Never throws, not
  /// even when it puts the line together: so the caller leaves that to it.
  public static void error(Logger logger, Object subject, String what, Throwable cause) {
    try {
      logger.log(Level.ERROR, subject + ": " + what, cause);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Likewise, as `name: subject: what`.
  public static void error(
      Logger logger, String name, Object subject, String what, Throwable cause) {
    try {
      logger.log(Level.ERROR, name + ": " + subject + ": " + what, cause);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Logs a warning as `subject: what: cause`, without a stack trace. Never throws, likewise.
  public static void warning(Logger logger, Object subject, String what, Throwable cause) {
    try {
      logger.log(Level.WARNING, subject + ": " + what + ": " + cause);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Logs a warning. Never throws.
  public static void warning(Logger logger, String line) {
    try {
      logger.log(Level.WARNING, line);
    } catch (Throwable e) {
      lost();
    }
  }

  /// Logs for information. Never throws.
  public static void info(Logger logger, String line) {
    try {
      logger.log(Level.INFO, line);
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
