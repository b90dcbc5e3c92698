package dev.heddle.connection;

import dev.heddle.HandlingTimes;
import dev.heddle.text.Durations;
import java.time.Duration;
import java.util.Arrays;

/// Times counted in cells, eight for each power of two, as [HandlingRecorder] gathers them.
/// Immutable.
final class MeasuredTimes implements HandlingTimes {
  /// How many cells each power of two has.
  private static final int CELLS_BITS = 3;

  private static final int CELLS = 1 << CELLS_BITS;
  private static final int SMALLEST_BITS = 7; // what took less than 128 ns is in the first cell
  private static final int LARGEST_BITS = 41; // what took more than 36 minutes is in the last one

  /// How many cells there are.
  static final int SIZE = (LARGEST_BITS - SMALLEST_BITS) * CELLS;

  private final long[] counts;
  private final long nanos;

  /// Times by cell, see [#cellOf], and their sum. The array is this object's own from here on.
  MeasuredTimes(long[] counts, long nanos) {
    this.counts = counts;
    this.nanos = nanos;
  }

  /// The cell that a time falls into.
  static int cellOf(long nanos) {
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, nanos));
    if (bits < SMALLEST_BITS) {
      return 0;
    }
    int part = (int) (nanos >> (bits - CELLS_BITS)) & (CELLS - 1);
    return Math.min((bits - SMALLEST_BITS) * CELLS + part, SIZE - 1);
  }

  /// Where a cell ends, in nanoseconds: all its times are below.
  private static long endOf(int cell) {
    int bits = SMALLEST_BITS + (cell >> CELLS_BITS);
    long part = (cell & (CELLS - 1)) + 1L;
    return (1L << bits) + (part << (bits - CELLS_BITS));
  }

  @Override
  public long count() {
    return Arrays.stream(counts).sum();
  }

  @Override
  public Duration total() {
    return Duration.ofNanos(nanos);
  }

  @Override
  public long countUpTo(Duration most) {
    long count = 0;
    long mostNanos = Durations.nanos(most);
    for (int cell = 0; cell < SIZE && endOf(cell) <= mostNanos; cell++) {
      count += counts[cell];
    }
    return count;
  }

  @Override
  public Duration percentile(double share) {
    if (share < 0 || share > 1) {
      throw new IllegalArgumentException("share is not from 0 to 1: " + share);
    }
    long wanted = Math.max(1, (long) Math.ceil(share * count()));
    long seen = 0;
    for (int cell = 0; cell < SIZE; cell++) {
      seen += counts[cell];
      if (seen >= wanted) {
        long width = 1L << (SMALLEST_BITS + (cell >> CELLS_BITS) - CELLS_BITS);
        return Duration.ofNanos(endOf(cell) - width / 2);
      }
    }
    return Duration.ZERO;
  }

  @Override
  public HandlingTimes since(HandlingTimes earlier) {
    if (!(earlier instanceof MeasuredTimes before)) {
      throw new IllegalArgumentException("not measured by a server: " + earlier);
    }
    long[] difference = new long[SIZE];
    Arrays.setAll(difference, cell -> counts[cell] - before.counts[cell]);
    return new MeasuredTimes(difference, nanos - before.nanos);
  }

  @Override
  public String toString() {
    return count()
        + " measured, median "
        + micros(percentile(0.5))
        + ", 99th percentile "
        + micros(percentile(0.99));
  }

  private static String micros(Duration time) {
    return time.toNanos() / 1000 + " µs";
  }
}
