package dev.heddle.load.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Answers and errors over time, in intervals of equal length. An interval without answers is
/// included: that is what a stall looks like.
///
/// Not thread-safe; see [Tally].
public final class Timeline {
  private static final long LONGEST = 3_600_000_000_000L;
  private static final int DIGITS = 2;

  private final long start;
  private final long length;
  private final List<@Nullable Interval> intervals = new ArrayList<>();
  private @Nullable Interval current;
  private long currentEnd = Long.MIN_VALUE;

  /// @param start of the first interval, by `System.nanoTime()`
  /// @param length of each, in nanoseconds
  public Timeline(long start, long length) {
    this.start = start;
    this.length = length;
  }

  void answered(long now, long nanos) {
    Interval interval = at(now);
    interval.answers++;
    interval.latency.recordValue(nanos);
  }

  void failed(long now) {
    at(now).errors++;
  }

  private Interval at(long now) {
    Interval known = current;
    if (known != null && now - currentEnd < 0 && now - currentEnd >= -length) {
      return known;
    }
    int index = (int) Math.max(0, (now - start) / length);
    currentEnd = start + (index + 1) * length;
    return current = get(index);
  }

  Interval get(int index) {
    while (intervals.size() <= index) {
      intervals.add(null);
    }
    Interval interval = intervals.get(index);
    if (interval == null) {
      interval = new Interval();
      intervals.set(index, interval);
    }
    return interval;
  }

  /// Adds what another one of the same start has.
  void add(Timeline other) {
    for (int i = 0; i < other.intervals.size(); i++) {
      Interval theirs = other.intervals.get(i);
      if (theirs != null) {
        get(i).add(theirs);
      }
    }
  }

  /// The last whole intervals before `now`: `count` of them, or as many as there are. Those in
  /// which nothing arrived are among them.
  public Interval recent(long now, int count) {
    var sum = new Interval();
    long end = (now - start) / length;
    int known = (int) Math.min(intervals.size(), end);
    for (int i = Math.clamp(end - count, 0, known); i < known; i++) {
      Interval interval = intervals.get(i);
      if (interval != null) {
        sum.add(interval);
      }
    }
    return sum;
  }

  /// When the first interval begins, by `System.nanoTime()`.
  public long start() {
    return start;
  }

  /// How long each interval is, in nanoseconds.
  public long length() {
    return length;
  }

  /// The intervals in order; null if nothing arrived.
  public List<@Nullable Interval> intervals() {
    return Collections.unmodifiableList(intervals);
  }

  /// The answers and errors of one interval.
  public static final class Interval {
    private final Histogram latency = new Histogram(LONGEST, DIGITS);
    private long answers;
    private long errors;

    /// Nothing yet.
    public Interval() {}

    void add(long moreAnswers, long moreErrors) {
      answers += moreAnswers;
      errors += moreErrors;
    }

    /// Adds those of another.
    public void add(Interval other) {
      answers += other.answers;
      errors += other.errors;
      latency.add(other.latency);
    }

    public long answers() {
      return answers;
    }

    public long errors() {
      return errors;
    }

    /// Of the answers that came in it, in nanoseconds.
    public Histogram latency() {
      return latency;
    }
  }
}
