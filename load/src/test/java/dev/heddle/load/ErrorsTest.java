package dev.heddle.load;

import static dev.heddle.load.Trial.lineServer;
import static dev.heddle.load.Trial.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.load.Trial.Seen;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.WireFormats;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Servers that do wrong, each in one way, and what is counted of it. The first request of each
/// connection is its own part of a run; so `hello 1 1` is never among those that go wrong here.
class ErrorsTest {

  @Test
  void aServerThatDoesRightHasNoErrors() throws Exception {
    Seen seen = Trial.lines(500).withConnections(5).on(lineServer((line, c) -> c.writeLine(line)));
    assertThat(seen.errors()).isZero();
    assertThat(seen.tally().answers()).isEqualTo(500);
    assertThat(seen.target().answered()).isEqualTo(5);
  }

  @Test
  void wrongAnswersAreCountedAndOneIsShown() throws Exception {
    Seen seen =
        Trial.lines(99)
            .on(lineServer((line, c) -> c.writeLine(number(line) % 10 == 0 ? "no" : line)));
    assertThat(seen.errors(ErrorKind.WRONG)).isEqualTo(10);
    assertThat(seen.errors()).isEqualTo(10);
    assertThat(seen.tally().answers()).isEqualTo(89);
    assertThat(seen.tally().example(ErrorKind.WRONG))
        .isEqualTo("expected \"hello 1 10\\n\", got \"no\\n\"");
  }

  @Test
  void aWrongAnswerOfUnknownLengthCostsItsConnectionOnly() throws Exception {
    var connections = new AtomicInteger();
    Seen seen =
        Trial.of(target -> Requests.sized(64), new WireFormats.AsSent(), new Expectation.Echo())
            .withRequests(30)
            .on(connection -> {
              connections.incrementAndGet();
              for (int i = 0; ; i++) {
                byte[] request = connection.readExactly(64);
                request[3] = i == 7 ? (byte) '?' : request[3];
                connection.write(request);
              }
            });
    assertThat(seen.tally().sent()).isEqualTo(30);
    assertThat(seen.errors()).isEqualTo(seen.errors(ErrorKind.WRONG)).isGreaterThanOrEqualTo(3);
    assertThat(connections.get()).isEqualTo(1 + (int) seen.errors(ErrorKind.WRONG));
  }

  @Test
  void lateAnswersAreCountedAndTheirLatencyCounts() throws Exception {
    Seen seen =
        Trial.lines(20)
            .withTimeout(Duration.ofMillis(800))
            .on(
                lineServer((line, c) -> {
                  if (number(line) == 9) {
                    new CountDownLatch(1).await(1200, TimeUnit.MILLISECONDS);
                  }
                  c.writeLine(line);
                }));
    assertThat(seen.errors(ErrorKind.LATE)).isEqualTo(1);
    assertThat(seen.errors()).isEqualTo(1);
    assertThat(seen.tally().example(ErrorKind.LATE)).matches("answered after 1\\.[2-9]\\d* s");
    assertThat(seen.tally().latency().getMaxValue()).isGreaterThan(1_100_000_000L);
  }

  @Test
  void answersThatComeTwiceAreSurplus() throws Exception {
    Seen seen =
        Trial.lines(40)
            .withConnections(4)
            .on(
                lineServer((line, c) -> {
                  c.writeLine(line);
                  c.writeLine(line);
                }));
    assertThat(seen.tally().answers()).isEqualTo(40);
    assertThat(seen.errors(ErrorKind.SURPLUS)).isEqualTo(44); // and the first of each connection
    assertThat(seen.errors()).isEqualTo(44);
  }

  @Test
  void indistinguishableExtraAnswersAreSurplusInTheEnd() throws Exception {
    Seen seen =
        Trial.of(
                target -> Requests.fixed("hi\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                new WireFormats.Line(),
                new Expectation.Echo())
            .withRequests(10)
            .on(
                lineServer((line, c) -> {
                  c.writeLine(line);
                  c.writeLine(line);
                }));
    assertThat(seen.errors(ErrorKind.SURPLUS)).isEqualTo(11);
    assertThat(seen.errors()).isEqualTo(11);
  }

  @Test
  void anAnswerThatNeverComesTimesOutAndTheRunContinues() throws Exception {
    Seen seen =
        Trial.lines(20)
            .withTimeout(Duration.ofMillis(500))
            .on(
                lineServer((line, c) -> {
                  if (number(line) != 9) {
                    c.writeLine(line);
                  }
                }));
    assertThat(seen.errors(ErrorKind.TIMED_OUT)).isEqualTo(1);
    assertThat(seen.errors()).isEqualTo(1);
    assertThat(seen.tally().answers()).isEqualTo(19);
    assertThat(seen.tally().example(ErrorKind.TIMED_OUT))
        .isEqualTo("expected \"hello 1 9\\n\", got nothing: timed out after 1 s");
  }

  @Test
  void aServerThatClosesInTheMiddleOwesAnswersAndTheRunContinues() throws Exception {
    Seen seen =
        Trial.lines(50)
            .on(connection -> {
              for (String line; (line = connection.readLine()) != null; ) {
                if (number(line) % 10 == 0) {
                  connection.writeText("hel");
                  return;
                }
                connection.writeLine(line);
              }
            });
    assertThat(seen.errors(ErrorKind.MISSING)).isEqualTo(5);
    assertThat(seen.errors()).isEqualTo(5);
    assertThat(seen.tally().answers()).isEqualTo(45);
    assertThat(seen.tally().example(ErrorKind.MISSING))
        .isEqualTo(
            "expected \"hello 1 10\\n\", got only \"hel\": the server closed the connection");
  }

  @Test
  void aServerThatClosesBetweenRequestsOwesNothing() throws Exception {
    Seen seen =
        Trial.lines(1)
            .on(connection -> connection.writeLine(String.valueOf(connection.readLine())));
    assertThat(seen.errors(ErrorKind.MISSING)).isLessThanOrEqualTo(1);
    assertThat(seen.target().answered()).isEqualTo(1);
  }

  @Test
  void resetsAreCounted() throws Exception {
    Seen seen =
        Trial.lines(20)
            .on(
                lineServer((line, c) -> {
                  if (number(line) == 9) {
                    c.abort();
                  } else {
                    c.writeLine(line);
                  }
                }));
    assertThat(seen.errors(ErrorKind.RESET)).isEqualTo(1);
    assertThat(seen.errors()).isEqualTo(1);
    assertThat(seen.tally().answers()).isEqualTo(19);
  }

  @Test
  void aPortWithoutAListenerRefuses() throws Exception {
    int port;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    Seen seen =
        Trial.lines(Long.MAX_VALUE)
            .withConnections(3)
            .at(new Pacing.WhenAnswered(), Duration.ofMillis(300))
            .withTimeout(Duration.ofMillis(200))
            .on(new InetSocketAddress("127.0.0.1", port));
    assertThat(seen.target().opened()).isZero();
    assertThat(seen.target().around().errors(ErrorKind.REFUSED)).isGreaterThanOrEqualTo(3);
    assertThat(seen.errors()).isEqualTo(seen.errors(ErrorKind.REFUSED));
    assertThat(seen.target().around().example(ErrorKind.REFUSED))
        .isEqualTo("127.0.0.1:" + port + ": Connection refused");
  }

  @Test
  void whatIsNoAnswerOfItsKindIsWrong() throws Exception {
    Seen seen =
        Trial.of(
                target -> Requests.fixed(dev.heddle.load.wire.HttpAnswers.get("x", "/")),
                new dev.heddle.load.wire.HttpAnswers(),
                new Expectation.HttpSuccess())
            .withRequests(3)
            .on(lineServer((line, c) -> c.writeText("SSH-2.0-x\r\n\r\n")));
    assertThat(seen.errors(ErrorKind.WRONG)).isGreaterThanOrEqualTo(3);
    assertThat(seen.tally().example(ErrorKind.WRONG))
        .startsWith("expected a status below 400, got no status line: \"SSH-2.0-x");
  }
}
