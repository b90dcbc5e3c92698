package dev.heddle.load;

/// Searches for the highest good rate: halves the interval between a good rate and a bad one. Not
/// thread-safe.
final class Search {
  static final int MOST_TRIES = 10;
  private static final double PRECISION = 0.03;
  private static final double FIRST = 1000;
  private static final double KEPT_UP = 0.98;

  private double good;
  private double bad = Double.POSITIVE_INFINITY;
  private double next;
  private int tries;

  /// @param capacity answers per second without a rate limit; 0 if not known
  Search(double capacity) {
    this.next = capacity > 0 ? capacity / 2 : FIRST;
  }

  boolean goesOn() {
    boolean close = !Double.isInfinite(bad) && (bad - good) / bad <= PRECISION;
    return tries < MOST_TRIES && !close;
  }

  double next() {
    return next;
  }

  void tried(double rate, boolean holds) {
    tries++;
    if (holds) {
      good = Math.max(good, rate);
    } else {
      bad = Math.min(bad, rate);
    }
    next = Double.isInfinite(bad) ? rate * 2 : (good + bad) / 2;
  }

  /// Whether the server answered as fast as was asked.
  static boolean keepsUp(Sample sample) {
    return sample.tally().errors() == 0
        && sample.answersPerSecond() >= KEPT_UP * sample.rate()
        && sample.tally().unsent() <= (1 - KEPT_UP) * sample.tally().sent();
  }
}
