package dev.heddle.cluster;

/// For how long the servers have answered no request of a kind. Thread-safe.
final class ServerSilence {
  /// Longer than the servers take to choose another leader, after most faults.
  private static final long LONG_NANOS = 12_000_000_000L;

  /// A request that was not answered this long ago says nothing of now.
  private static final long STALE_NANOS = 10_000_000_000L;

  // Guarded by this; by System.nanoTime.
  private boolean silent;
  private long first;
  private long latest;

  /// A request has been answered, or has not.
  synchronized void heard(boolean answer, long now) {
    if (answer) {
      silent = false;
      return;
    }
    if (!silent || now - latest > STALE_NANOS) {
      first = now;
    }
    silent = true;
    latest = now;
  }

  /// Whether they will hardly answer soon: of the requests of the last 12 seconds and more, none
  /// was answered, and there were some lately.
  synchronized boolean isLong(long now) {
    return silent && now - first >= LONG_NANOS && now - latest <= STALE_NANOS;
  }
}
