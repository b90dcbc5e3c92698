package dev.heddle.load;

import dev.heddle.load.stats.Tally;
import org.jspecify.annotations.Nullable;

/// What one slice of one target has shown. The tally is not changed any more.
///
/// @param startNanos when it began, since the beginning of the run
/// @param seconds how long requests were sent
/// @param rate intended requests per second; 0 if there was no rate
/// @param cpuNanos processor time of the server; null if not known
/// @param ownCpuNanos processor time of the generator
/// @param stolen the part of this machine's processor time that its hypervisor gave to others
/// @param begunLate how long after its beginning the last lane began with it, in nanoseconds
public record Sample(
    long startNanos,
    double seconds,
    double rate,
    Tally tally,
    @Nullable Long cpuNanos,
    long ownCpuNanos,
    double stolen,
    long begunLate) {

  /// One that began in time.
  public Sample(
      long startNanos,
      double seconds,
      double rate,
      Tally tally,
      @Nullable Long cpuNanos,
      long ownCpuNanos,
      double stolen) {
    this(startNanos, seconds, rate, tally, cpuNanos, ownCpuNanos, stolen, 0);
  }

  /// Right answers in a second.
  public double answersPerSecond() {
    return seconds == 0 ? 0 : tally.answersWithin() / seconds;
  }

  /// Processor time of the server for one answer, in microseconds; null if not known.
  public @Nullable Double cpuMicrosPerAnswer() {
    return cpuNanos == null || tally.answers() == 0 ? null : cpuNanos / 1e3 / tally.answers();
  }
}
