package dev.heddle.load.report;

import dev.heddle.load.Run;
import dev.heddle.load.Sample;
import dev.heddle.load.Target;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What one target has shown under one load, as every report has it. Times are in microseconds
/// unless a name says otherwise. Immutable.
///
/// @param name of the target
/// @param address as it was given
/// @param pid its process; null if not known
/// @param opened how many connections could be opened
/// @param answered how many connections got an answer to their first request
/// @param seconds how long requests were sent
/// @param sent requests
/// @param unsent requests that were due and not sent, because earlier ones were not answered
/// @param answers right and in time
/// @param answersPerSecond right ones
/// @param latency from the intended start if there is a rate, else from the sending
/// @param uncorrected from the sending; null if there is no rate
/// @param lag how late the generator was; null if there is no rate
/// @param errors by kind; only kinds that occurred
/// @param cpuMicrosPerAnswer processor time of the server for an answer; null if not known
/// @param memory of the server; null if not known
/// @param generatorLoad how much of one processor the generator used
/// @param slices in order
/// @param timeline answers and errors over time
/// @param spectrum the latency by percentile
public record Figures(
    String name,
    String address,
    @Nullable Long pid,
    int opened,
    int answered,
    double seconds,
    long sent,
    long unsent,
    long answers,
    double answersPerSecond,
    Latency latency,
    @Nullable Latency uncorrected,
    @Nullable Lag lag,
    Map<String, Errors> errors,
    @Nullable Double cpuMicrosPerAnswer,
    @Nullable Memory memory,
    double generatorLoad,
    double stolen,
    List<SliceFigures> slices,
    List<Moment> timeline,
    List<Point> spectrum) {

  /// How long answers took.
  public record Latency(
      double mean, double p50, double p90, double p99, double p999, double p9999, double max) {
    static Latency of(Histogram nanos) {
      return new Latency(
          nanos.getTotalCount() == 0 ? 0 : nanos.getMean() / 1e3,
          micros(nanos, 50),
          micros(nanos, 90),
          micros(nanos, 99),
          micros(nanos, 99.9),
          micros(nanos, 99.99),
          nanos.getMaxValue() / 1e3);
    }

    /// Whether there was an answer, be it late: without one, all figures are 0.
    boolean hasAny() {
      return max > 0;
    }
  }

  /// How late requests were sent, by the generator's own fault.
  ///
  /// @param late how many were more than a millisecond late
  public record Lag(double p50, double p99, double max, long late) {
    private static final long LATE_NANOS = 1_000_000;

    static Lag of(Histogram nanos) {
      long late =
          nanos.getMaxValue() <= LATE_NANOS
              ? 0
              : nanos.getCountBetweenValues(LATE_NANOS, nanos.getMaxValue());
      return new Lag(micros(nanos, 50), micros(nanos, 99), nanos.getMaxValue() / 1e3, late);
    }
  }

  /// Errors of one kind.
  public record Errors(long count, String example) {}

  /// A server's memory.
  ///
  /// @param bytesPerConnection of the answered ones; null if memory has not grown with them
  public record Memory(
      long bytesBefore, long bytesWith, @Nullable Double bytesPerConnection, long threads) {}

  /// What one slice has shown.
  ///
  /// @param start in seconds since the beginning of the run
  public record SliceFigures(
      double start,
      double seconds,
      long answers,
      long errors,
      double answersPerSecond,
      double p50,
      double p99,
      @Nullable Double cpuMicrosPerAnswer) {
    static SliceFigures of(Sample sample) {
      Tally tally = sample.tally();
      return new SliceFigures(
          sample.startNanos() / 1e9,
          sample.seconds(),
          tally.answers(),
          tally.errors(),
          sample.answersPerSecond(),
          micros(tally.latency(), 50),
          micros(tally.latency(), 99),
          sample.cpuMicrosPerAnswer());
    }

    /// Whether there was an answer, be it late.
    boolean hasAny() {
      return p99 > 0;
    }
  }

  /// The answers of a short interval.
  ///
  /// @param at its beginning, in seconds since the beginning of the run
  /// @param answersPerSecond 0 if nothing arrived: a stall
  public record Moment(
      double at, double answersPerSecond, long errors, double p50, double p99, double max) {}

  /// A percentile of the answers' latencies.
  public record Point(double percentile, double micros) {}

  static Figures of(Run.OfTarget result) {
    var all = new Tally(true, new Timeline(0, Long.MAX_VALUE / 4));
    boolean paced = false;
    double seconds = 0;
    double own = 0;
    double stolen = 0;
    double cpu = 0;
    boolean cpuKnown = true;
    long cpuAnswers = 0;
    double answersInTime = 0;
    var moments = new ArrayList<Moment>();
    for (Sample sample : result.samples()) {
      all.addWithoutTimeline(sample.tally());
      paced |= sample.rate() > 0;
      seconds += sample.seconds();
      own += sample.ownCpuNanos() / 1e9;
      stolen += sample.stolen() * sample.seconds();
      answersInTime += sample.tally().answersWithin();
      Long nanos = sample.cpuNanos();
      cpuKnown &= nanos != null;
      cpu += nanos == null ? 0 : nanos / 1e3;
      cpuAnswers += sample.tally().answers();
      addMoments(sample, moments);
    }
    all.addErrors(result.around());
    Histogram uncorrected = all.uncorrected();
    Histogram lag = all.lag();
    return new Figures(
        result.target().name(),
        result.target().text(),
        result.pid(),
        result.opened(),
        result.answered(),
        seconds,
        all.sent(),
        all.unsent(),
        all.answers(),
        seconds == 0 ? 0 : answersInTime / seconds,
        Latency.of(all.latency()),
        paced && uncorrected != null ? Latency.of(uncorrected) : null,
        paced && lag != null ? Lag.of(lag) : null,
        errors(all),
        cpuKnown && cpuAnswers > 0 ? cpu / cpuAnswers : null,
        memory(result),
        seconds == 0 ? 0 : own / seconds,
        seconds == 0 ? 0 : stolen / seconds,
        result.samples().stream().map(SliceFigures::of).toList(),
        List.copyOf(moments),
        spectrum(all.latency()));
  }

  /// The figures of a single slice: for conditions during a run.
  public static Figures ofSample(Sample sample) {
    var around = new Tally(false, new Timeline(0, Long.MAX_VALUE / 4));
    var target = new Target("", "", Target.Scheme.TCP, new InetSocketAddress(0), "", null);
    return of(new Run.OfTarget(target, null, 0, 0, around, null, List.of(sample)));
  }

  private static Map<String, Errors> errors(Tally tally) {
    var errors = new LinkedHashMap<String, Errors>();
    for (ErrorKind kind : ErrorKind.values()) {
      String example = tally.example(kind);
      if (tally.errors(kind) > 0) {
        errors.put(kind.toString(), new Errors(tally.errors(kind), example == null ? "" : example));
      }
    }
    return errors;
  }

  private static @Nullable Memory memory(Run.OfTarget result) {
    Run.Memory memory = result.memory();
    if (memory == null) {
      return null;
    }
    double growth = memory.bytesWith() - memory.bytesBefore();
    return new Memory(
        memory.bytesBefore(),
        memory.bytesWith(),
        growth <= 0 || memory.connections() == 0 ? null : (Double) (growth / memory.connections()),
        memory.threads());
  }

  private static void addMoments(Sample sample, List<Moment> moments) {
    Timeline timeline = sample.tally().timeline();
    double start = sample.startNanos() / 1e9;
    double length = timeline.length() / 1e9;
    int count =
        (int) Math.floor(sample.seconds() / length + 0.01); // and not what trickles in behind
    List<Timeline.@Nullable Interval> intervals = timeline.intervals();
    for (int i = 0; i < Math.max(1, count); i++) {
      Timeline.Interval interval = i < intervals.size() ? intervals.get(i) : null;
      double at = start + i * length;
      if (interval == null) {
        moments.add(new Moment(at, 0, 0, 0, 0, 0));
      } else {
        Histogram latency = interval.latency();
        moments.add(
            new Moment(
                at,
                interval.answers() / length,
                interval.errors(),
                micros(latency, 50),
                micros(latency, 99),
                latency.getMaxValue() / 1e3));
      }
    }
  }

  private static List<Point> spectrum(Histogram nanos) {
    var points = new ArrayList<Point>();
    if (nanos.getTotalCount() > 0) {
      for (var value : nanos.percentiles(5)) {
        points.add(
            new Point(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / 1e3));
      }
    }
    return List.copyOf(points);
  }

  private static double micros(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e3;
  }

  /// Errors of all kinds.
  public long errorCount() {
    return errors.values().stream().mapToLong(Errors::count).sum();
  }
}
