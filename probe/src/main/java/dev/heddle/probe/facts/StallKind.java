package dev.heddle.probe.facts;

/// Why a thread may be in the way of others, or others in its way: what a glance shows of it.
public enum StallKind {
  /// It is about to enter a monitor. A glance knows which thread has it only if both are platform
  /// threads.
  MONITOR(1, true),
  /// It waits for a lock that others hold; the owner is 0 if these are readers.
  LOCK(2, true),
  /// It waits for the result of a task: of one that another thread runs, or of one in the queue of
  /// a pool whose threads all wait; the owner is then one of these.
  TASK(3, true),
  /// It waits for the end of another thread.
  JOIN(4, true),
  /// It waits for something whose holders are not recorded.
  PERMIT(5, true),
  /// It waits and keeps its carrier.
  PINNED(6, false),
  /// It runs on a carrier.
  MOUNTED(7, false),
  /// It could run, and has no carrier.
  READY(8, false);

  private final int number;
  private final boolean isWait;

  StallKind(int number, boolean isWait) {
    this.number = number;
    this.isWait = isWait;
  }

  /// By which one class loader passes it to another.
  public int number() {
    return number;
  }

  /// @throws IllegalArgumentException if no kind has this number
  public static StallKind of(long number) {
    for (StallKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown kind: " + number);
  }

  /// Whether another thread must continue first.
  public boolean isWait() {
    return isWait;
  }
}
