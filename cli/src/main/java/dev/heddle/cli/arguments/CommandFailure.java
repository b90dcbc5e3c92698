package dev.heddle.cli.arguments;

/// Ends the command with one line on stderr and an exit code.
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1;

  public static final int IMPOSSIBLE = 1;
  static final int USAGE = 2;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// The arguments are invalid; the message says which, and what is allowed.
  public static CommandFailure usage(String message) {
    return new CommandFailure(USAGE, message);
  }

  /// The arguments are valid, but the environment does not allow it; the message says what to do
  /// about it.
  public static CommandFailure impossible(String message) {
    return new CommandFailure(IMPOSSIBLE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
