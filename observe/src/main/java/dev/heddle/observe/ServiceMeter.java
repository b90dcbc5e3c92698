package dev.heddle.observe;

import dev.heddle.HandlingTimes;
import dev.heddle.ServerStats;
import java.util.ArrayDeque;
import java.util.Deque;

/// Turns one server's counts into what happens in a second. Belongs to the observer's thread; the
/// last rates may be asked for by any.
final class ServiceMeter {
  /// Over how many looks handling times are taken together.
  private static final int WINDOW = 10;

  private final ObservedServer target;
  private final Deque<HandlingTimes> times = new ArrayDeque<>();
  private ServerStats last;
  private long lastLook;
  private volatile Status.Rates rates = Status.Rates.NONE;

  ServiceMeter(ObservedServer target, long now) {
    this.target = target;
    this.last = target.stats();
    this.lastLook = now;
    this.times.add(target.handlingTimes());
  }

  ObservedServer target() {
    return target;
  }

  Status.Rates rates() {
    return rates;
  }

  /// @return the counts as they are now
  ServerStats look(long now) {
    ServerStats stats = target.stats();
    double seconds = Math.max(1, now - lastLook) / 1e9;
    HandlingTimes latest = target.handlingTimes();
    HandlingTimes window = latest.since(times.getFirst());
    times.addLast(latest);
    if (times.size() > WINDOW) {
      times.removeFirst();
    }
    boolean any = window.count() > 0;
    rates =
        new Status.Rates(
            (stats.messagesIn() - last.messagesIn()) / seconds,
            (stats.messagesOut() - last.messagesOut()) / seconds,
            (stats.bytesIn() - last.bytesIn()) / seconds,
            (stats.bytesOut() - last.bytesOut()) / seconds,
            any ? window.percentile(0.5).toNanos() : null,
            any ? window.percentile(0.99).toNanos() : null);
    last = stats;
    lastLook = now;
    return stats;
  }
}
