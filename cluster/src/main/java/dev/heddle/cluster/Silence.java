package dev.heddle.cluster;

/// For how long the servers have answered no request of a kind. Thread-safe.
final class Silence {
  /// Longer than the servers take to choose another leader, after most faults.
  private static final long LONGEST_NANOS = 12_000_000_000L;

  private volatile long since; // by System.nanoTime; 0 while requests are answered

  /// A request has been answered, or has not.
  void heard(boolean answer) {
    if (answer) {
      since = 0;
    } else if (since == 0) {
      since = System.nanoTime() | 1; // never 0
    }
  }

  /// Whether they will hardly answer soon.
  boolean isLong() {
    long begin = since;
    return begin != 0 && System.nanoTime() - begin >= LONGEST_NANOS;
  }
}
