package dev.heddle.load;

import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The results of all targets under the same load.
///
/// @param connections to each
/// @param rate intended requests per second; 0 if there was no rate
public record Run(int connections, double rate, List<OfTarget> targets) {
  public Run {
    targets = List.copyOf(targets);
  }

  /// The results of one.
  ///
  /// @param pid its process; null if not known
  /// @param opened how many connections could be opened at first, or in the last turn; none of
  ///   those that reconnect
  /// @param answered how many connections got an answer to their first request
  /// @param around what was counted while connecting and disconnecting
  /// @param memory resident bytes of the server; null if not known
  /// @param samples one for each slice, in order; the n-th of one target belongs to the n-th of
  ///   another
  public record OfTarget(
      Target target,
      @Nullable Long pid,
      int opened,
      int answered,
      Tally around,
      @Nullable Memory memory,
      List<Sample> samples) {
    public OfTarget {
      samples = List.copyOf(samples);
    }

    /// Requests that were measured.
    public long sent() {
      return samples.stream().mapToLong(sample -> sample.tally().sent()).sum();
    }

    /// Right answers to them, in time or late.
    public long right() {
      return samples.stream()
          .mapToLong(sample -> sample.tally().answers() + sample.tally().errors(ErrorKind.LATE))
          .sum();
    }

    /// Errors while measuring.
    public long errors() {
      return samples.stream().mapToLong(sample -> sample.tally().errors()).sum();
    }
  }

  /// A server's memory.
  ///
  /// @param bytesBefore resident, before there were connections
  /// @param bytesWith resident, with all of them
  /// @param connections how many of them had one request answered
  /// @param threads with all of them
  public record Memory(long bytesBefore, long bytesWith, int connections, long threads) {}
}
