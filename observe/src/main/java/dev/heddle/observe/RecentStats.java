package dev.heddle.observe;

import dev.heddle.ServerStats;
import org.jspecify.annotations.Nullable;

/// A server's figures, taken anew when they are a moment old: so that a dozen meters that are asked
/// one after another have them summed up once, and fit together. Thread-safe.
final class RecentStats {
  private static final long MOMENT_NANOS = 50_000_000;

  private final ObservedServer target;
  private volatile @Nullable Taken last;

  private record Taken(long at, ServerStats stats) {}

  RecentStats(ObservedServer target) {
    this.target = target;
  }

  ServerStats now() {
    long now = System.nanoTime();
    Taken taken = last;
    if (taken == null || now - taken.at > MOMENT_NANOS) {
      taken = new Taken(now, target.stats());
      last = taken;
    }
    return taken.stats;
  }
}
