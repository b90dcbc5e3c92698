package dev.heddle.load.stats;

import java.util.Arrays;

/// The median of a sample and its confidence interval of at least 95 %, if the sample is large
/// enough for that.
///
/// The interval is made of order statistics: of n values that have nothing in common but their
/// median, the k-th smallest lies above that median with a probability that the binomial
/// distribution gives. Nothing is assumed about how the values are spread, and outliers do no harm.
///
/// @param median the sample's
/// @param low the interval's lower end
/// @param high its upper end
/// @param confidence that the true median lies between them: 0.95 or a little more; less for a
///   sample of fewer than six, whose interval is all of it
public record MedianInterval(double median, double low, double high, double confidence) {
  private static final double WANTED = 0.95;

  /// @throws IllegalArgumentException if there are no values
  public static MedianInterval of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int count = sorted.length;
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    int rank = 1;
    while (rank < count / 2 && coverage(count, rank + 1) >= WANTED) {
      rank++;
    }
    return new MedianInterval(
        median, sorted[rank - 1], sorted[count - rank], Math.max(0, coverage(count, rank)));
  }

  /// The probability that the median lies between the rank-th smallest and the rank-th largest.
  private static double coverage(int count, int rank) {
    double tail = 0;
    double term = Math.pow(0.5, count); // count over 0
    for (int k = 0; k < rank; k++) {
      tail += term;
      term = term * (count - k) / (k + 1);
    }
    return 1 - 2 * tail;
  }

  /// Whether the true median may well be this value.
  public boolean includes(double value) {
    return low <= value && value <= high;
  }
}
