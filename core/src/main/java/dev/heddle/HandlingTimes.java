package dev.heddle;

import java.time.Duration;
import java.util.Arrays;

/// How long handlers took: from the moment at which a handler went on with what had come until it
/// waited for more, or returned. A sample, of about one in sixteen; each time is known to within 6
/// %. Immutable.
public final class HandlingTimes {
  /// How many cells each power of two has.
  private static final int CELLS_BITS = 3;

  private static final int CELLS = 1 << CELLS_BITS;
  private static final int SMALLEST_BITS = 7; // what took less than 128 ns is in the first cell
  private static final int LARGEST_BITS = 41; // what took more than 36 minutes is in the last one

  /// How many cells there are.
  public static final int SIZE = (LARGEST_BITS - SMALLEST_BITS) * CELLS;

  private final long[] counts;
  private final long nanos;

  /// Times by cell, see [#cellOf], and their sum.
  public HandlingTimes(long[] counts, long nanos) {
    if (counts.length != SIZE) {
      throw new IllegalArgumentException("counts has not " + SIZE + " cells: " + counts.length);
    }
    this.counts = counts.clone();
    this.nanos = nanos;
  }

  /// The cell that a time falls into.
  public static int cellOf(long nanos) {
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

  /// How many were measured.
  public long count() {
    return Arrays.stream(counts).sum();
  }

  /// The sum of all that were measured.
  public Duration total() {
    return Duration.ofNanos(nanos);
  }

  /// How many of those measured took no longer than this, to within a cell.
  public long countUpTo(Duration most) {
    long count = 0;
    for (int cell = 0; cell < SIZE && endOf(cell) <= most.toNanos(); cell++) {
      count += counts[cell];
    }
    return count;
  }

  /// The time within which this share of them was done; zero where none was measured.
  ///
  /// @param share from 0 to 1: 0.99 for the 99th percentile
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

  /// Those that have been measured since `earlier`.
  public HandlingTimes since(HandlingTimes earlier) {
    long[] difference = new long[SIZE];
    Arrays.setAll(difference, cell -> counts[cell] - earlier.counts[cell]);
    return new HandlingTimes(difference, nanos - earlier.nanos);
  }
}
