package dev.heddle.load.crew;

import dev.heddle.load.report.WorkerFigures;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import dev.heddle.text.Durations;
import dev.heddle.text.Quantities;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// How a worker did its part, over all measured slices. Immutable.
///
/// @param connections to each target
/// @param seconds of the slices in which it took part
/// @param begunLate at the most, in nanoseconds
/// @param missed nanoseconds of the slices in which it had not begun, or stood still
/// @param late requests that it sent more than a millisecond late; null if there was no rate
/// @param veryLate those that it sent more than 100 ms late
/// @param leftOut why nothing of it counts; null if it does
record Conduct(
    CrewMember member,
    int connections,
    double seconds,
    long sent,
    long answers,
    double cpuSeconds,
    long begunLate,
    long stoodStill,
    long missed,
    @Nullable Long late,
    long veryLate,
    @Nullable String leftOut) {
  /// A tenth of the time, or of the requests, by a worker's own fault is more than any user
  /// overlooks.
  private static final double LAGS = 0.1;

  /// If the others are nearly as bad, it is not this one that lags, but all.
  private static final double BEYOND_OTHERS = 3;

  private static final double BUSY = 0.95;
  private static final double LATE_SHARE = 0.01;
  private static final long LATE_NANOS = 1_000_000;
  private static final long VERY_LATE_NANOS = 100_000_000;

  /// To be late by less than this altogether is ordinary on a machine that is busy.
  private static final long SHORT_NANOS = 500_000_000;

  /// @param slices all that were measured
  static Conduct of(CrewMember member, int connections, List<SliceRecord> slices) {
    double seconds = 0;
    double cpu = 0;
    long begunLate = 0;
    long stoodStill = 0;
    long missed = 0;
    boolean paced = false;
    boolean whole = true;
    var sum = new Tally(true, new Timeline(0, Long.MAX_VALUE / 4));
    for (SliceRecord slice : slices) {
      CrewMessage.Loaded part = slice.parts().get(member);
      paced |= slice.rate() > 0;
      if (part == null) {
        whole = false;
      } else {
        sum.addWithoutTimeline(part.tally().tally(slice.start(), ""));
        seconds += part.seconds();
        cpu += part.cpu() / 1e9;
        begunLate = Math.max(begunLate, part.begunLate());
        stoodStill += part.stoodStill();
        missed += Math.min(slice.length(), Math.max(part.begunLate(), part.stoodStill()));
      }
    }
    String departure = member.departure();
    return new Conduct(
        member,
        connections,
        seconds,
        sum.sent(),
        sum.answers(),
        cpu,
        begunLate,
        stoodStill,
        missed,
        paced ? (Long) later(sum, LATE_NANOS) : null,
        later(sum, VERY_LATE_NANOS),
        whole || departure == null ? null : departure);
  }

  private static long later(Tally sum, long nanos) {
    Histogram lag = sum.lag();
    return lag == null || lag.getMaxValue() <= nanos
        ? 0
        : lag.getCountBetweenValues(nanos, lag.getMaxValue());
  }

  /// The same, with those left out that lagged beyond the others, unless that is more than half.
  static List<Conduct> judged(List<Conduct> all) {
    List<Conduct> whole = all.stream().filter(each -> !each.isLeftOut()).toList();
    List<Conduct> lagging = whole.stream().filter(each -> each.lagsBehind(whole)).toList();
    if (whole.size() < 2 || 2 * lagging.size() > whole.size()) {
      return all;
    }
    return all.stream()
        .map(each -> lagging.contains(each) ? each.leftOutFor(each.lag()) : each)
        .toList();
  }

  private boolean lagsBehind(List<Conduct> all) {
    return isOutlier(all, Conduct::missedShare) || isOutlier(all, Conduct::veryLateShare);
  }

  private boolean isOutlier(List<Conduct> all, ToDoubleFunction<Conduct> share) {
    double[] others =
        all.stream().filter(each -> !each.equals(this)).mapToDouble(share).sorted().toArray();
    double own = share.applyAsDouble(this);
    double median = others.length == 0 ? own : others[others.length / 2];
    return own > LAGS && own > BEYOND_OTHERS * median;
  }

  private Conduct leftOutFor(String reason) {
    return new Conduct(
        member,
        connections,
        seconds,
        sent,
        answers,
        cpuSeconds,
        begunLate,
        stoodStill,
        missed,
        late,
        veryLate,
        reason);
  }

  boolean isLeftOut() {
    return leftOut != null;
  }

  private double missedShare() {
    return seconds == 0 || missed < SHORT_NANOS ? 0 : missed / 1e9 / seconds;
  }

  private double lateShare() {
    return late == null || sent == 0 ? 0 : (double) late / sent;
  }

  private double veryLateShare() {
    return sent == 0 ? 0 : (double) veryLate / sent;
  }

  private double processors() {
    return seconds == 0 ? 0 : cpuSeconds / seconds;
  }

  /// How it lagged, in words.
  private String lag() {
    if (missedShare() > LAGS) {
      return stoodStill < begunLate
          ? "began up to " + Durations.micros(begunLate / 1e3) + " late"
          : "stood still for " + Durations.micros(stoodStill / 1e3);
    }
    return veryLateShare() > LAGS
        ? sentLate(veryLateShare(), "100 ms")
        : sentLate(lateShare(), "1 ms");
  }

  private static String sentLate(double share, String by) {
    return String.format(
        Locale.ROOT, "sent %.1f %% of its requests more than %s late", 100 * share, by);
  }

  /// Whether the server had to wait for it.
  ///
  /// @param lanes event loops that it has
  boolean isBottleneck(int lanes) {
    return missedShare() > LAGS || lateShare() > LATE_SHARE || isBusy(lanes);
  }

  private boolean isBusy(int lanes) {
    return late == null && processors() > BUSY * lanes;
  }

  String excuse(int lanes) {
    return member.name()
        + ' '
        + (isBusy(lanes)
            ? String.format(Locale.ROOT, "was busy (%.2f processors)", processors())
            : lag());
  }

  /// @param kept how many others count
  String leftOutSentence(long kept) {
    return "%s (%s) is left out of all figures, with its %s connections to each target: %s; the figures are those of the other %s"
        .formatted(
            member.name(),
            member.place(),
            Quantities.count(connections),
            leftOut,
            kept == 1 ? "one" : Long.toString(kept));
  }

  WorkerFigures figures() {
    return new WorkerFigures(
        member.name(),
        member.place(),
        connections,
        sent,
        answers,
        processors(),
        member.clockError() / 1e3,
        begunLate / 1e3,
        stoodStill / 1e6,
        late,
        leftOut);
  }
}
