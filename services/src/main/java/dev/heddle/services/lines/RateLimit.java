package dev.heddle.services.lines;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The rate limit of one client: a burst, and then a rate per second. Not thread-safe: belongs to
/// the client's reader.
public final class RateLimit {
  private final long burstNanos;
  private final long nanosEach;
  private final LongSupplier nanoTime;
  private long paidUntil;

  /// @param burst how many at once
  /// @param perSecond how many a second after that
  public RateLimit(int burst, int perSecond) {
    this(burst, perSecond, System::nanoTime);
  }

  RateLimit(int burst, int perSecond, LongSupplier nanoTime) {
    this.nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.burstNanos = burst * nanosEach;
    this.nanoTime = nanoTime;
    this.paidUntil = nanoTime.getAsLong() - burstNanos;
  }

  /// Whether one more is allowed; if so, it is counted.
  public boolean allows() {
    return allows(1);
  }

  /// Whether this many more are allowed, all or none; if so, they are counted.
  public boolean allows(int count) {
    long now = nanoTime.getAsLong();
    long next = Math.max(paidUntil, now - burstNanos) + count * nanosEach;
    if (next - now > 0) {
      return false;
    }
    paidUntil = next;
    return true;
  }
}
