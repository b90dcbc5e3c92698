package dev.heddle.lab.patterns;

import java.util.Arrays;

/// Waiting times, gathered. Thread-safe.
final class Waits {
  private long[] nanos = new long[64]; // guarded by this, as is count
  private int count;

  synchronized void add(long waited) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = waited;
  }

  synchronized int count() {
    return count;
  }

  /// The time that this share of them did not exceed, in nanoseconds; 0 if there are none.
  ///
  /// @param share from 0 to 1
  synchronized long quantile(double share) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.clamp((long) Math.ceil(share * count) - 1, 0, count - 1)];
  }

  long longest() {
    return quantile(1);
  }

  /// How many, the median and the longest.
  @Override
  public String toString() {
    return count()
        + ", median "
        + millis(quantile(0.5))
        + " ms, longest "
        + millis(longest())
        + " ms";
  }

  /// Milliseconds with one digit behind the point.
  static String millis(long nanos) {
    long tenths = Math.round(nanos / 100_000.0);
    return tenths / 10 + "." + tenths % 10;
  }
}
