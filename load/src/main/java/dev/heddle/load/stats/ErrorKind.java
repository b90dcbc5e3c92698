package dev.heddle.load.stats;

/// What may go wrong with a request or a connection.
public enum ErrorKind {
  /// An answer came in time, and was not the right one.
  WRONG("wrong"),
  /// The server closed the connection and owed an answer.
  MISSING("missing"),
  /// An answer came to no request.
  SURPLUS("surplus"),
  /// The right answer came, but after the timeout.
  LATE("late"),
  /// No answer came within twice the timeout, or no connection within the timeout.
  TIMED_OUT("timed out"),
  /// The connection was reset.
  RESET("reset"),
  /// The connection was not accepted.
  REFUSED("refused"),
  /// Anything else that this machine would not do: no descriptors left, no ports left.
  FAILED("failed");

  private final String text;

  ErrorKind(String text) {
    this.text = text;
  }

  /// As people read it.
  @Override
  public String toString() {
    return text;
  }
}
