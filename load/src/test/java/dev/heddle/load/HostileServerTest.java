package dev.heddle.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.load.Trial.Seen;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.WireFormat;
import dev.heddle.load.wire.WireFormats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile servers: each run ends, and each answer is counted as what it is.
class HostileServerTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
  private static final Duration SHORT = Duration.ofMillis(100);

  private static final Map<String, Handler> HTTP = new TreeMap<>();
  private static final Map<String, Handler> STREAMS = new TreeMap<>();

  static {
    HTTP.put("endless head", flood(OK, "A: b\r\n"));
    HTTP.put("endless field", flood(OK + "A: ", "bbbbbbbbbbbbbbbb"));
    HTTP.put("endless status line", flood("HTTP/1.1 200 ", "OKOKOKOK"));
    HTTP.put("endless interim answers", flood("", "HTTP/1.1 100 Continue\r\n\r\n"));
    HTTP.put("endless body", flood(OK + "\r\n", "data: x\n\n"));
    HTTP.put("endless chunks", flood(CHUNKED, "1\r\nx\r\n"));
    HTTP.put("endless chunk size", flood(CHUNKED, "0000000000000000"));
    HTTP.put("endless chunk extension", flood(CHUNKED + "1;", "x=yx=yx=yx=y"));
    HTTP.put("endless trailers", flood(CHUNKED + "0\r\n", "A: b\r\n"));
    HTTP.put("a length that never comes", once(OK + "Content-Length: 99999999999\r\n\r\nx"));
    HTTP.put("a negative length", once(OK + "Content-Length: -1\r\n\r\n"));
    HTTP.put("a length that overflows", once(OK + "Content-Length: 18446744073709551617\r\n\r\nx"));
    HTTP.put("two lengths", once(OK + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"));
    HTTP.put("a negative chunk", once(CHUNKED + "-1\r\n\r\n"));
    HTTP.put("a chunk size that overflows", once(CHUNKED + "10000000000000001\r\nx\r\n0\r\n\r\n"));
    HTTP.put("a truncated body", once(OK + "Content-Length: 1000\r\n\r\nshort"));
    HTTP.put("truncated chunks", once(CHUNKED + "5\r\nhello\r\n"));
    HTTP.put("a truncated head", once(OK + "Content-Length: 0\r\n"));
    HTTP.put("an interim answer only", once("HTTP/1.1 103 Early Hints\r\n\r\n"));
    HTTP.put("HTTP/0.9", once("<html>hello</html>\n"));
    HTTP.put("HTTP/2", once("HTTP/2 200\r\n\r\n"));
    HTTP.put("NULs", once("\0\0\0\0\0\0\0\0"));
    HTTP.put("a NUL in the head", once(OK + "A: \0\r\nContent-Length: 0\r\n\r\n"));
    HTTP.put("a status out of range", once("HTTP/1.1 99 OK\r\nContent-Length: 0\r\n\r\n"));
    HTTP.put("another protocol", once("220 mail.example ESMTP\r\n"));
    HTTP.put("a change of protocol", once("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    HTTP.put("a reset in the head", resets(OK));
    HTTP.put("a reset in the body", resets(OK + "Content-Length: 5\r\n\r\nhe"));
    HTTP.put("a reset between chunks", resets(CHUNKED + "2\r\nhe\r\n"));
    HTTP.put("a drip in the head", drip(OK + "A: " + "b".repeat(1000)));
    HTTP.put("a drip in the body", drip(OK + "Content-Length: 1000\r\n\r\n" + "b".repeat(1000)));

    STREAMS.put("a reset at once", Connection::abort);
    STREAMS.put("an end at once", connection -> {});
    STREAMS.put("silence", HostileServerTest::waitForEnd);
    STREAMS.put("a reset instead of an answer", resets(""));
    STREAMS.put("a reset in the answer", resets("hel"));
    STREAMS.put("an end in the answer", once("h"));
    STREAMS.put("endless bytes", flood("", "xxxxxxxx"));
    STREAMS.put("endless NULs", flood("", "\0\0\0\0\0\0\0\0"));
    STREAMS.put("endless lines", flood("", "no\n"));
    STREAMS.put(
        "an answer before the request",
        connection -> {
          connection.writeText("welcome to this server\n");
          waitForEnd(connection);
        });
    STREAMS.put("a drip", drip("x".repeat(1000)));
  }

  static Stream<String> http() {
    return Stream.concat(HTTP.keySet().stream(), STREAMS.keySet().stream());
  }

  static Stream<String> streams() {
    return STREAMS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource
  void http(String name) throws Exception {
    Handler server = HTTP.getOrDefault(name, STREAMS.get(name));
    assertOnlyErrors(Trial.http(), Objects.requireNonNull(server));
  }

  @ParameterizedTest
  @MethodSource
  void streams(String name) throws Exception {
    for (WireFormat framing :
        new WireFormat[] {
          new WireFormats.Line(),
          new WireFormats.AsSent(),
          new WireFormats.LengthPrefixed(2),
          new WireFormats.Quiet(20_000_000),
          new WireFormats.UntilClose()
        }) {
      Trial trial = Trial.of(target -> Requests.sized(64), framing, new Expectation.Echo());
      assertOnlyErrors(trial, Objects.requireNonNull(STREAMS.get(name)));
    }
  }

  private static void assertOnlyErrors(Trial trial, Handler server) throws Exception {
    Seen seen =
        trial
            .withTimeout(SHORT)
            .withConnections(2)
            .at(new Pacing.WhenAnswered(), Duration.ofMillis(50))
            .on(server);
    assertThat(seen.errors()).isPositive();
    assertThat(seen.tally().answers()).isZero();
    assertThat(seen.target().answered()).isZero();
  }

  @Test
  void anEndlessBodyCostsNoMemoryAndATimeOut() throws Exception {
    Seen seen =
        Trial.http()
            .withTimeout(SHORT)
            .withRequests(1)
            .on(flood(OK + "\r\n", "data: x\n\n".repeat(1000)));
    assertThat(seen.target().around().errors(ErrorKind.TIMED_OUT)).isEqualTo(1);
    assertThat(seen.target().around().example(ErrorKind.TIMED_OUT))
        .startsWith(
            "expected a status below 400, got only \"HTTP/1.1 200 OK\" and \"data: x\\n\\ndata:")
        .endsWith(": timed out after 200 ms");
  }

  @Test
  void aTruncatedAnswerIsReportedWithItsSize() throws Exception {
    Seen seen =
        Trial.http()
            .withRequests(1)
            .on(once("HTTP/1.1 103 Early\r\n\r\n" + OK + "Content-Length: 1000\r\n\r\nshort"));
    assertThat(seen.target().around().example(ErrorKind.MISSING))
        .isEqualTo(
            "expected a status below 400, got only \"HTTP/1.1 200 OK\" and \"short\""
                + " (5 of 1000 bytes of the body): the server closed the connection");
  }

  @Test
  void anInterimAnswerWithoutAFinalOneIsReportedAsSuch() throws Exception {
    Seen seen = Trial.http().withRequests(1).on(once("HTTP/1.1 103 Early\r\n\r\n"));
    assertThat(seen.target().around().example(ErrorKind.MISSING))
        .isEqualTo(
            "expected a status below 400, got only an interim answer: the server closed the"
                + " connection");
  }

  @Test
  void anAnswerBehindInterimOnesThatClosesTheConnectionIsRight() throws Exception {
    String answer =
        "HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n".repeat(100)
            + OK
            + "Connection: x\r\nConnection: y, Close\r\nContent-Length: 2\r\n\r\nok";
    Seen seen = Trial.http().withRequests(10).on(once(answer));
    assertThat(seen.errors()).isZero();
    assertThat(seen.tally().answers()).isEqualTo(10);
  }

  @Test
  void aBodyThatEndsWithTheConnectionIsRightWhateverItClaimsToBe() throws Exception {
    Seen seen =
        Trial.http().withRequests(10).on(once(OK + "Content-Encoding: gzip\r\n\r\nnot gzip"));
    assertThat(seen.errors()).isZero();
    assertThat(seen.tally().answers()).isEqualTo(10);
  }

  @Test
  void whatComesBehindTheLastAnswerWasNotAskedFor() throws Exception {
    String answer = OK + "Connection: close\r\nContent-Length: 2\r\n\r\n";
    Seen seen = Trial.http().withRequests(10).on(once(answer + "okand more"));
    assertThat(seen.tally().answers()).isEqualTo(10);
    assertThat(seen.errors()).isEqualTo(seen.errors(ErrorKind.SURPLUS)).isEqualTo(11);
    assertThat(seen.tally().example(ErrorKind.SURPLUS))
        .isEqualTo("not asked for: no status line: \"and more\"");
  }

  @Test
  void aBodyMayBeLargerThanTheHeapCouldKeep() throws Exception {
    byte[] piece = new byte[1 << 20];
    Seen seen =
        Trial.http()
            .withRequests(1)
            .withTimeout(Trial.LONG)
            .on(connection -> {
              while (readRequest(connection) > 0) {
                connection.writeText(OK + "Content-Length: " + 100L * piece.length + "\r\n\r\n");
                for (int i = 0; i < 100; i++) {
                  connection.write(piece);
                }
              }
            });
    assertThat(seen.tally().answers()).isEqualTo(1);
    assertThat(seen.errors()).isZero();
  }

  @Test
  void anAnswerInWhichASearchTakesForEverIsWrong() throws Exception {
    Seen seen =
        Trial.of(
                target -> Requests.sized(8),
                new WireFormats.Line(),
                new Expectation.Matching(Pattern.compile("(a+)+$")))
            .withRequests(2)
            .on(once("a".repeat(50_000) + "!\n"));
    assertThat(seen.errors(ErrorKind.WRONG)).isEqualTo(3);
    assertThat(seen.tally().example(ErrorKind.WRONG))
        .isEqualTo(
            "expected a match of (a+)+$, got 50,001 characters in which the search for (a+)+$ takes"
                + " too long");
  }

  @Test
  void datagramsThatAreWrongOrManyOrEmptyAreCountedAndTheNextMayBeRight() throws Exception {
    try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerDatagrams(server));
      Seen seen =
          Trial.of(target -> Requests.sized(20), new WireFormats.Piece(), new Expectation.Echo())
              .withTimeout(SHORT)
              .withRequests(63)
              .onDatagrams((InetSocketAddress) server.getLocalSocketAddress());
      assertThat(seen.errors(ErrorKind.WRONG)).isEqualTo(8); // empty, and too long
      assertThat(seen.errors(ErrorKind.SURPLUS)).isEqualTo(4); // twice
      assertThat(seen.errors(ErrorKind.TIMED_OUT)).isEqualTo(4); // none
      assertThat(seen.tally().answers()).isEqualTo(51);
    }
  }

  /// By the last digit of the number that a request begins with.
  private static void answerDatagrams(DatagramSocket server) {
    var packet = new DatagramPacket(new byte[100], 100);
    try {
      for (; ; packet.setLength(100)) {
        server.receive(packet);
        switch (packet.getData()[9]) {
          case '1' -> packet.setLength(0);
          case '2' -> packet.setLength(100);
          case '3' -> server.send(packet);
          default -> {}
        }
        if (packet.getData()[9] != '4') {
          server.send(packet);
        }
      }
    } catch (SocketException e) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Answers each connection's first request and closes.
  private static Handler once(String answer) {
    return connection -> {
      readRequest(connection);
      connection.writeText(answer);
    };
  }

  private static Handler resets(String answer) {
    return connection -> {
      readRequest(connection);
      connection.writeText(answer);
      connection.flush();
      connection.abort();
    };
  }

  private static Handler flood(String begin, String more) {
    byte[] bytes = more.repeat(1 + 10_000 / more.length()).getBytes(StandardCharsets.UTF_8);
    return connection -> {
      readRequest(connection);
      connection.writeText(begin);
      while (true) {
        connection.write(bytes);
      }
    };
  }

  private static Handler drip(String answer) {
    return connection -> {
      readRequest(connection);
      for (int i = 0; i < answer.length(); i++) {
        connection.writeText(answer.substring(i, i + 1));
        connection.flush();
        new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
      }
    };
  }

  /// A request of HTTP, or whatever comes first.
  private static int readRequest(Connection connection) throws IOException {
    return connection.read(ByteBuffer.allocate(1000));
  }

  private static void waitForEnd(Connection connection) throws IOException {
    var some = ByteBuffer.allocate(1000);
    while (connection.read(some.clear()) >= 0) {
      // Not looked at.
    }
  }
}
