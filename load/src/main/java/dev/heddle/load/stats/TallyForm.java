package dev.heddle.load.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A tally on its way between processes: with nothing rounded, and its times counted from the
/// beginning of its timeline, since each machine has a clock of its own. Immutable.
///
/// @param latency a histogram, as text; `uncorrected` and `lag` likewise, null if there is no rate
/// @param errors by the names of their kinds
/// @param lastAnswer in nanoseconds since the beginning
/// @param intervalNanos how long each interval is
/// @param intervals those in which something arrived
public record TallyForm(
    String latency,
    @Nullable String uncorrected,
    @Nullable String lag,
    Map<String, Errors> errors,
    long answers,
    long within,
    long sent,
    long unsent,
    long lastAnswer,
    long intervalNanos,
    List<IntervalForm> intervals) {

  /// Errors of one kind.
  public record Errors(long count, String example) {}

  public static TallyForm of(Tally tally) {
    var errors = new LinkedHashMap<String, Errors>();
    for (ErrorKind kind : ErrorKind.values()) {
      String example = tally.example(kind);
      if (tally.errors(kind) > 0) {
        errors.put(kind.name(), new Errors(tally.errors(kind), example == null ? "" : example));
      }
    }
    Timeline timeline = tally.timeline();
    var intervals = new ArrayList<IntervalForm>();
    for (int i = 0; i < timeline.intervals().size(); i++) {
      Timeline.Interval interval = timeline.intervals().get(i);
      if (interval != null) {
        intervals.add(IntervalForm.of(i, interval));
      }
    }
    Histogram uncorrected = tally.uncorrected();
    Histogram lag = tally.lag();
    return new TallyForm(
        HistogramForm.of(tally.latency()),
        uncorrected == null ? null : HistogramForm.of(uncorrected),
        lag == null ? null : HistogramForm.of(lag),
        errors,
        tally.answers(),
        tally.answersWithin(),
        tally.sent(),
        tally.unsent(),
        tally.lastAnswer() - timeline.start(),
        timeline.length(),
        intervals);
  }

  /// The tally itself.
  ///
  /// @param start the beginning of its timeline by this process' `System.nanoTime()`
  /// @param origin stands before each example of an error
  /// @throws IllegalArgumentException if it is malformed
  public Tally tally(long start, String origin) {
    var tally = new Tally(uncorrected != null, new Timeline(start, intervalNanos));
    HistogramForm.add(latency, tally.latency());
    addIfThere(uncorrected, tally.uncorrected());
    addIfThere(lag, tally.lag());
    errors.forEach((kind, some) ->
        tally.restoreErrors(ErrorKind.valueOf(kind), some.count(), origin + some.example()));
    tally.restoreCounts(answers, within, sent, unsent, start + lastAnswer);
    for (IntervalForm interval : intervals) {
      interval.addTo(tally.timeline().get(interval.index()));
    }
    return tally;
  }

  private static void addIfThere(@Nullable String text, @Nullable Histogram to) {
    if (text != null && to != null) {
      HistogramForm.add(text, to);
    }
  }
}
