package dev.heddle.load.stats;

/// An interval of a timeline on its way between processes. Immutable.
///
/// @param index of the interval, from 0
/// @param latency a histogram, as text
public record IntervalForm(int index, long answers, long errors, String latency) {

  /// @param index of the interval
  public static IntervalForm of(int index, Timeline.Interval interval) {
    return new IntervalForm(
        index, interval.answers(), interval.errors(), HistogramForm.of(interval.latency()));
  }

  /// Adds it up.
  ///
  /// @throws IllegalArgumentException if its histogram is none
  public void addTo(Timeline.Interval sum) {
    sum.add(answers, errors);
    HistogramForm.add(latency, sum.latency());
  }
}
