package dev.heddle.load;

import static dev.heddle.load.Trial.lineServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.load.Trial.Seen;
import dev.heddle.load.stats.Tally;
import java.time.Duration;
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
  /// from the sending shows one long answer per stall: one of 200, past the 99th percentile.
  @Test
  void withARateItBeginsWhenARequestWasDueAndAStallIsChargedInFull() throws Exception {
    long origin = System.nanoTime();
    var server =
        lineServer((line, connection) -> {
          long into = (System.nanoTime() - origin) % PERIOD;
          if (into < STALL) {
            LockSupport.parkNanos(STALL - into);
          }
          connection.writeLine(line);
        });
    Seen seen =
        Trial.lines(Long.MAX_VALUE).at(new Pacing.AtRate(200), Duration.ofSeconds(3)).on(server);
    Tally tally = seen.tally();
    assertThat(seen.errors()).isZero();
    assertThat(percentile(tally.latency(), 95)).isBetween(35.0, 140.0);
    assertThat(percentile(tally.latency(), 99)).isBetween(80.0, 250.0);
    Histogram uncorrected = Objects.requireNonNull(tally.uncorrected());
    assertThat(percentile(uncorrected, 95)).isLessThan(30);
    assertThat(percentile(uncorrected, 100)).isGreaterThan(80);
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
