package dev.heddle.serving;

import java.util.concurrent.atomic.AtomicLong;

/// Numbers for connections, unique in this process.
public final class Ids {
  private static final AtomicLong LAST = new AtomicLong();

  private Ids() {}

  public static long next() {
    return LAST.incrementAndGet();
  }
}
