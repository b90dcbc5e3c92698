package dev.heddle.eyes;

/// What a thread does, in the words of both kinds of threads.
public enum ThreadStatus {
  RUNNING,
  /// A virtual thread that could run and has no carrier.
  READY,
  /// To enter a monitor.
  BLOCKED,
  WAITING,
  /// Until it is woken, or a time has passed.
  TIMED_WAITING;

  /// @param state of [Thread.State], or of the JDK's own for virtual threads
  static ThreadStatus of(String state) {
    return switch (state) {
      case "BLOCKED" -> BLOCKED;
      case "WAITING", "PARKED", "PINNED", "WAIT" -> WAITING;
      case "TIMED_WAITING", "TIMED_PARKED", "TIMED_PINNED", "TIMED_WAIT" -> TIMED_WAITING;
      case "NEW", "STARTED", "UNPARKED", "UNBLOCKED", "YIELDED" -> READY;
      default -> RUNNING;
    };
  }

  boolean isWaiting() {
    return this == BLOCKED || this == WAITING || this == TIMED_WAITING;
  }
}
