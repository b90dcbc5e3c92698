package dev.heddle.connection;

import dev.heddle.HandlingTimes;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Samples how long handlers take. Thread-safe, and cheap because few messages are measured:
/// reading the clock twice per message would show, as a message takes a few microseconds.
public final class HandlingRecorder {
  /// One in this many is measured; a power of two.
  private static final int ONE_IN = 16;

  private final AtomicLongArray counts = new AtomicLongArray(MeasuredTimes.SIZE);
  private final AtomicLong nanos = new AtomicLong();

  /// Whether the `number`th is one of those that are measured.
  public static boolean isSample(long number) {
    return (number & (ONE_IN - 1)) == 0;
  }

  public void record(long took) {
    counts.getAndIncrement(MeasuredTimes.cellOf(took));
    nanos.getAndAdd(took);
  }

  public HandlingTimes times() {
    long[] cells = new long[MeasuredTimes.SIZE];
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = counts.get(cell);
    }
    return new MeasuredTimes(cells, nanos.get());
  }
}
