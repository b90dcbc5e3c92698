package dev.heddle.load;

import static dev.heddle.load.Trial.lineServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.load.Trial.Seen;
import dev.heddle.load.stats.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When latency begins.
class LatencyTest {
  private static final long PERIOD = 1_000_000_000L;
  private static final long STALL = 100_000_000L;
  private static final double MILLI = 1e6;

  /// A server that answers nothing for the first 100 ms of each second. Of requests that are due at
  /// even distances, 10 % are due in a stall, and wait for the rest of it: the share of those that
  /// take longer than x is 0.1 - x/1 s. So the 95th percentile is 50 ms, the 99th 90 ms. Latency
  /// from the sending shows one long answer per stall: one of 200, past the 99th percentile. A busy
  /// machine stalls by itself, which the server sees, too.
  @Test
  void withARateItBeginsWhenARequestWasDueAndAStallIsChargedInFull() throws Exception {
    long origin = System.nanoTime();
    var times = new ServerTimes();
    var server =
        lineServer((line, connection) -> {
          long came = System.nanoTime();
          long into = (came - origin) % PERIOD;
          if (into < STALL) {
            LockSupport.parkNanos(STALL - into);
          }
          connection.writeLine(line);
          times.add(came, System.nanoTime());
        });
    Seen seen =
        Trial.lines(Long.MAX_VALUE).at(new Pacing.AtRate(200), Duration.ofSeconds(3)).on(server);
    Tally tally = seen.tally();
    assertThat(seen.errors()).isZero();
    Histogram sinceDue = times.sinceDue(PERIOD / 200);
    assertThat(percentile(sinceDue, 95)).isGreaterThan(35);
    assertThat(percentile(sinceDue, 99)).isGreaterThan(80);
    for (double percentile : new double[] {95, 99}) {
      double expected = percentile(sinceDue, percentile);
      assertThat(percentile(tally.latency(), percentile))
          .isBetween(expected - 20, 1.3 * expected + 20);
    }
    Histogram uncorrected = Objects.requireNonNull(tally.uncorrected());
    assertThat(percentile(uncorrected, 95)).isLessThan(percentile(tally.latency(), 95));
    assertThat(percentile(uncorrected, 100)).isGreaterThan(80);
  }

  /// When requests came to the server, and when it had answered them. Belongs to the connection's
  /// thread, and afterwards to the test's.
  private static final class ServerTimes {
    private final List<Long> came = new ArrayList<>();
    private final List<Long> answered = new ArrayList<>();

    void add(long came, long answered) {
      this.came.add(came);
      this.answered.add(answered);
    }

    /// From the moment at which each was due, which is no later than it came. The connection's
    /// first request belongs to no rate.
    Histogram sinceDue(long between) {
      long begin = Long.MAX_VALUE;
      for (int i = 1; i < came.size(); i++) {
        begin = Math.min(begin, came.get(i) - i * between);
      }
      var since = new Histogram(3);
      for (int i = 1; i < came.size(); i++) {
        since.recordValue(answered.get(i) - (begin + i * between));
      }
      return since;
    }
  }

  private static double percentile(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / MILLI;
  }

  @Test
  void everyRequestThatWasDueWasSentOrIsSaidNotToHaveBeen() throws Exception {
    for (int connections : new int[] {1, 7}) {
      Seen seen =
          Trial.lines(Long.MAX_VALUE)
              .withConnections(connections)
              .at(new Pacing.AtRate(500), Duration.ofSeconds(1))
              .on(lineServer((line, c) -> c.writeLine(line)));
      assertThat(seen.tally().sent() + seen.tally().unsent()).isEqualTo(500);
      assertThat(seen.tally().answers()).isEqualTo(seen.tally().sent());
    }
  }

  @Test
  void requestsUnderWayAtARateDoNotWaitForEachOther() throws Exception {
    var lock = new ReentrantLock();
    Seen seen =
        Trial.lines(Long.MAX_VALUE)
            .withPipeline(8)
            .at(new Pacing.AtRate(400), Duration.ofSeconds(1))
            .on(
                lineServer((line, c) -> {
                  lock.lock();
                  c.writeLine(line);
                  lock.unlock();
                }));
    assertThat(seen.errors()).isZero();
    assertThat(seen.tally().sent() + seen.tally().unsent()).isEqualTo(400);
    assertThat(seen.tally().answers()).isEqualTo(seen.tally().sent());
  }

  @Test
  @Timeout(60)
  void withARateAndANumberOfRequestsItEndsWithTheLastOfThem() throws Exception {
    for (int connections : new int[] {1, 7}) {
      Seen seen =
          Trial.lines(20)
              .withConnections(connections)
              .at(new Pacing.AtRate(1000), Duration.ofHours(1))
              .on(lineServer((line, c) -> c.writeLine(line)));
      assertThat(seen.tally().answers()).isEqualTo(20);
      assertThat(seen.tally().unsent()).isZero();
    }
  }

  @Test
  void aServerThatDoesNotKeepUpLeavesRequestsUnsent() throws Exception {
    Seen seen =
        Trial.lines(Long.MAX_VALUE)
            .at(new Pacing.AtRate(1000), Duration.ofSeconds(1))
            .on(
                lineServer((line, c) -> {
                  LockSupport.parkNanos(10_000_000);
                  c.writeLine(line);
                }));
    assertThat(seen.tally().sent()).isLessThan(150);
    assertThat(seen.tally().unsent()).isEqualTo(1000 - seen.tally().sent());
    assertThat(percentile(seen.tally().latency(), 99)).isGreaterThan(500);
  }
}
