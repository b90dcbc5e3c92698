package dev.heddle.cli;

/// Ends the command with one line on stderr and an exit code.
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  static final int IMPOSSIBLE = 1;
  static final int USAGE = 2;

  private final int exitCode;

  private Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// The arguments make no sense; the message says which, and what is allowed.
  static Failure usage(String message) {
    return new Failure(USAGE, message);
  }

  /// The arguments make sense, but the world is not so; the message says what to do about it.
  static Failure impossible(String message) {
    return new Failure(IMPOSSIBLE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
