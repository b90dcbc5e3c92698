package dev.heddle.load.stats;

import java.util.Arrays;

/// The interval of the true ratio of two servers' figures, estimated from their ratios in several
/// slices.
///
/// The estimate and the interval are those of Hodges and Lehmann, which belong to Wilcoxon's
/// signed-rank test: of the logarithms, the mean of each pair (and of each value with itself) is
/// taken; the middle one is the estimate, and the k-th smallest and the k-th largest are the
/// interval. Two servers that do not differ could swap their names in each slice, so their ratio is
/// above 1 as often as below, by as much: then the probability that the interval does not contain 1
/// is known exactly, however the figures are spread, and outliers do no harm.
///
/// @param ratio the estimate
/// @param low the interval's lower end
/// @param high its upper end
/// @param confidence that the true ratio lies between them: [#WANTED] or a little more; less for a
///   sample of fewer than [#ENOUGH], whose interval is all of it
public record RatioInterval(double ratio, double low, double high, double confidence) {
  /// A verdict compares three figures. Of 100 comparisons of a server with itself, two may be wrong
  /// in one of them.
  public static final double WANTED = 1 - 0.02 / 3;

  /// The fewest ratios that give the wanted confidence.
  public static final int ENOUGH = 9;

  /// There are about 5,000 pairs of this many. More ratios are gathered in as many groups of
  /// neighbours, by their medians.
  private static final int MOST = 100;

  /// @throws IllegalArgumentException if there are no ratios, or one is not more than 0
  public static RatioInterval of(double... ratios) {
    if (ratios.length == 0) {
      throw new IllegalArgumentException("no ratios");
    }
    double[] logs = new double[ratios.length];
    for (int i = 0; i < logs.length; i++) {
      if (!(ratios[i] > 0)) {
        throw new IllegalArgumentException("not a ratio: " + ratios[i]);
      }
      logs[i] = Math.log(ratios[i]);
    }
    double[] values = logs.length <= MOST ? logs : grouped(logs);
    double[] means = means(values);
    double[] chances = chances(values.length);
    int left = 0; // how many means may be left out at each end
    double tail = chances[0];
    double outside = tail; // the probability that the true one is beyond that end
    while (tail + chances[left + 1] <= (1 - WANTED) / 2) {
      tail += chances[++left];
      outside = tail;
    }
    return new RatioInterval(
        Math.exp(middle(means)),
        Math.exp(means[left]),
        Math.exp(means[means.length - 1 - left]),
        Math.max(0, 1 - 2 * outside));
  }

  /// Whether the true ratio may well be this one.
  public boolean includes(double value) {
    return low <= value && value <= high;
  }

  private static double[] grouped(double[] logs) {
    double[] groups = new double[MOST];
    for (int i = 0; i < MOST; i++) {
      int from = (int) ((long) logs.length * i / MOST);
      int to = (int) ((long) logs.length * (i + 1) / MOST);
      double[] group = Arrays.copyOfRange(logs, from, to);
      Arrays.sort(group);
      groups[i] = middle(group);
    }
    return groups;
  }

  /// The mean of each pair, sorted.
  private static double[] means(double[] values) {
    double[] means = new double[values.length * (values.length + 1) / 2];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = i; j < values.length; j++) {
        means[count++] = (values[i] + values[j]) / 2;
      }
    }
    Arrays.sort(means);
    return means;
  }

  private static double middle(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /// The probability of each sum of the ranks 1 to `count` where each rank counts or does not, as a
  /// coin decides.
  private static double[] chances(int count) {
    int most = count * (count + 1) / 2;
    double[] chances = new double[most + 2]; // with one beyond the end, which is impossible
    chances[0] = 1;
    for (int rank = 1; rank <= count; rank++) {
      for (int sum = most; sum >= 0; sum--) {
        chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2;
      }
    }
    return chances;
  }
}
