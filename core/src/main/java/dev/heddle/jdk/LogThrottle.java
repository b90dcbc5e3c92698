package dev.heddle.jdk;

import java.util.concurrent.atomic.AtomicLong;

/// Lets a log line pass once in ten seconds, and counts those between. Thread-safe.
public final class LogThrottle {
  private static final long QUIET_NANOS = 10_000_000_000L;

  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong untold = new AtomicLong();

  /// Asks whether a line may be logged.
  ///
  /// @return how many were left out since the last one that passed, or -1 to leave this one out
  public long pass() {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + QUIET_NANOS)) {
      return untold.getAndSet(0);
    }
    untold.incrementAndGet();
    return -1;
  }
}
