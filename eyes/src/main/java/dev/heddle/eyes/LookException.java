package dev.heddle.eyes;

/// A JVM cannot be inspected. The message says why, and what to do about it.
public final class LookException extends Exception {
  private static final long serialVersionUID = 1;

  LookException(String message) {
    super(message);
  }

  LookException(String message, Throwable cause) {
    super(message, cause);
  }
}
