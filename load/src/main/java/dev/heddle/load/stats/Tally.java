package dev.heddle.load.stats;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Counts answers with their latencies, and errors with one example of each kind.
///
/// Latencies are in nanoseconds. Not thread-safe: it belongs to one lane while that counts, and
/// afterwards to the thread that took it from there.
public final class Tally {
  private static final long LONGEST = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private final Histogram latency = new Histogram(LONGEST, DIGITS);
  private final @Nullable Histogram uncorrected;
  private final @Nullable Histogram lag;
  private final Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
  private final Map<ErrorKind, String> examples = new EnumMap<>(ErrorKind.class);
  private final Timeline timeline;
  private @Nullable String lastExample;
  private long windowEnd;
  private long lastAnswer;
  private long answers;
  private long within;
  private long sent;
  private long unsent;

  /// @param paced whether requests are sent at a rate, so that each has an intended start
  /// @param timeline what gets each answer and error as well
  public Tally(boolean paced, Timeline timeline) {
    this.lastAnswer = timeline.start();
    this.windowEnd = timeline.start() + LONGEST;
    this.uncorrected = paced ? new Histogram(LONGEST, DIGITS) : null;
    this.lag = paced ? new Histogram(LONGEST, DIGITS) : null;
    this.timeline = timeline;
  }

  /// From when on answers do not count for [#answersWithin] any more, by `System.nanoTime()`.
  public void windowEnd(long end) {
    windowEnd = end;
  }

  /// A request has been sent.
  public void countSent() {
    sent++;
  }

  /// A request has been sent late by this side's fault; records by how much.
  public void lagged(long nanos) {
    if (lag != null) {
      lag.recordValue(clamp(nanos));
    }
  }

  /// Counts requests that were due and not sent, because the server had not answered earlier ones.
  public void unsent(long count) {
    unsent += count;
  }

  /// The right answer arrived.
  ///
  /// @param intended when its request was due
  /// @param start when it was sent
  /// @param end when the answer was there; all by `System.nanoTime()`
  public void answered(long intended, long start, long end) {
    answers++;
    if (end - windowEnd <= 0) {
      within++;
    }
    lastAnswer = end;
    record(intended, start, end);
  }

  /// The right answer arrived late: an error, but its latency counts.
  public void late(long intended, long start, long end, String example) {
    record(intended, start, end);
    error(ErrorKind.LATE, end, example);
  }

  private void record(long intended, long start, long end) {
    long nanos = clamp(end - intended);
    latency.recordValue(nanos);
    if (uncorrected != null) {
      uncorrected.recordValue(clamp(end - start));
    }
    timeline.answered(end, nanos);
  }

  /// Something went wrong.
  ///
  /// @param now by `System.nanoTime()`
  /// @param example of the kind; the first one is kept
  public void error(ErrorKind kind, long now, String example) {
    if (errors.merge(kind, 1L, Long::sum) == 1) {
      examples.put(kind, example);
      lastExample = example;
    }
    timeline.failed(now);
  }

  /// Whether an example of this kind is wanted: making one may cost more than counting.
  public boolean wantsExample(ErrorKind kind) {
    return !errors.containsKey(kind);
  }

  /// Adds what another has counted.
  public void add(Tally other) {
    addWithoutTimeline(other);
    timeline.add(other.timeline);
  }

  /// Adds what another has counted, whose timeline is not comparable.
  public void addWithoutTimeline(Tally other) {
    latency.add(other.latency);
    if (uncorrected != null && other.uncorrected != null) {
      uncorrected.add(other.uncorrected);
    }
    if (lag != null && other.lag != null) {
      lag.add(other.lag);
    }
    addErrors(other);
    answers += other.answers;
    within += other.within;
    lastAnswer = Math.max(lastAnswer, other.lastAnswer);
    sent += other.sent;
    unsent += other.unsent;
  }

  /// Adds another one's errors only.
  public void addErrors(Tally other) {
    other.errors.forEach((kind, count) -> errors.merge(kind, count, Long::sum));
    other.examples.forEach(examples::putIfAbsent);
  }

  /// What another process has counted.
  void restoreCounts(long answers, long within, long sent, long unsent, long lastAnswer) {
    this.answers = answers;
    this.within = within;
    this.sent = sent;
    this.unsent = unsent;
    this.lastAnswer = lastAnswer;
  }

  /// Likewise, of one kind.
  void restoreErrors(ErrorKind kind, long count, String example) {
    errors.put(kind, count);
    examples.put(kind, example);
    lastExample = example;
  }

  private static long clamp(long nanos) {
    return Math.clamp(nanos, 0, LONGEST);
  }

  /// From the intended start, if there is one; else from the sending.
  public Histogram latency() {
    return latency;
  }

  /// From the sending; null if there is no rate.
  public @Nullable Histogram uncorrected() {
    return uncorrected;
  }

  /// How late this side was in sending; null if there is no rate.
  public @Nullable Histogram lag() {
    return lag;
  }

  /// Right answers in time.
  public long answers() {
    return answers;
  }

  /// Those of them that arrived before the end of the window.
  public long answersWithin() {
    return within;
  }

  /// When the last one came, by `System.nanoTime()`.
  public long lastAnswer() {
    return lastAnswer;
  }

  public long sent() {
    return sent;
  }

  public long unsent() {
    return unsent;
  }

  public long errors(ErrorKind kind) {
    return errors.getOrDefault(kind, 0L);
  }

  /// Errors of all kinds.
  public long errors() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  public @Nullable String example(ErrorKind kind) {
    return examples.get(kind);
  }

  /// The example of the kind that came up last; null if nothing went wrong.
  public @Nullable String lastExample() {
    return lastExample;
  }

  public Timeline timeline() {
    return timeline;
  }
}
