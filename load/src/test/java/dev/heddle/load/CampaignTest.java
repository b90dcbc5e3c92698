package dev.heddle.load;

import static dev.heddle.load.Trial.lineServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.load.Trial.Seen;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.HttpAnswers;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.WireFormats;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignTest {
  private static final Handler ECHO = lineServer((line, c) -> c.writeLine(line));
  private static final Duration SHORT = Duration.ofMillis(100);

  @Test
  void severalRequestsAreUnderWayWhereThatIsWanted() throws Exception {
    Seen seen = Trial.lines(1000).withPipeline(16).withConnections(3).on(ECHO);
    assertThat(seen.errors()).isZero();
    assertThat(seen.tally().answers()).isEqualTo(1000);
  }

  @Test
  void eachConnectionIsGreetedOnceHoweverManyRequestsItMayHaveUnderWay() throws Exception {
    Seen seen = Trial.lines(1000).withPipeline(16).withConnections(20).on(ECHO);
    assertThat(seen.target().answered()).isEqualTo(20);
    assertThat(seen.target().around().sent()).isEqualTo(20);
  }

  @Test
  void eachRequestHasAConnectionOfItsOwnWhereThatIsWanted() throws Exception {
    try (Server server = Server.builder(ECHO).engine(Engine.virtual()).start()) {
      Seen seen = Trial.lines(30).withConnections(3).reconnecting().on(server.address());
      assertThat(seen.errors()).isZero();
      assertThat(seen.tally().answers()).isEqualTo(30);
      assertThat(server.stats().accepted()).isEqualTo(30);
    }
  }

  @Test
  void anAnswerMayEndWithItsConnection() throws Exception {
    Seen seen =
        Trial.of(
                target -> Requests.fixed(new byte[] {'?', '\n'}),
                new WireFormats.UntilClose(),
                new Expectation.Matching(java.util.regex.Pattern.compile("^a\nb\nc$")))
            .withRequests(10)
            .reconnecting()
            .on(connection -> {
              connection.readLine();
              connection.writeText("a\nb\nc");
            });
    assertThat(seen.errors()).isZero();
    assertThat(seen.tally().answers()).isEqualTo(10);
  }

  @Test
  void anAnswerMayEndWithSilence() throws Exception {
    Seen seen =
        Trial.of(
                target -> Requests.fixed(new byte[] {'?', '\n'}),
                new WireFormats.Quiet(Duration.ofMillis(150).toNanos()),
                new Expectation.Matching(java.util.regex.Pattern.compile("^one two$")))
            .withRequests(3)
            .on(
                lineServer((line, connection) -> {
                  connection.writeText("one");
                  connection.flush();
                  connection.writeText(" two");
                }));
    assertThat(seen.errors()).isZero();
    assertThat(seen.tally().answers()).isEqualTo(3);
    assertThat(seen.tally().latency().getValueAtPercentile(50))
        .as("the silence does not count")
        .isLessThan(140_000_000);
  }

  @Test
  void answersInPiecesArePutTogether() throws Exception {
    Seen seen =
        Trial.of(target -> Requests.sized(5000), new WireFormats.AsSent(), new Expectation.Echo())
            .withRequests(50)
            .on(connection -> {
              while (connection.awaitMessage()) {
                byte[] request = connection.readExactly(5000);
                for (int from = 0; from < 5000; from += 1250) {
                  connection.write(java.util.Arrays.copyOfRange(request, from, from + 1250));
                  connection.flush();
                }
              }
            });
    assertThat(seen.errors()).isZero();
    assertThat(seen.tally().answers()).isEqualTo(50);
  }

  @Test
  void targetsTakeTurnsAndHaveAsManySlicesEach() throws Exception {
    try (Server one = Server.builder(ECHO).start();
        Server other = Server.builder(ECHO).start()) {
      List<Run> runs =
          Trial.lines(Long.MAX_VALUE)
              .inRounds(3, SHORT)
              .on(
                  List.of(
                      Trial.target("one", one.address()), Trial.target("other", other.address())),
                  RunObserver.NONE);
      assertThat(runs).hasSize(1);
      for (Run.OfTarget target : runs.getFirst().targets()) {
        assertThat(target.samples()).hasSize(3);
        assertThat(target.pid()).isEqualTo(ProcessHandle.current().pid());
      }
    }
  }

  @Test
  void aTargetHasItsConnectionsForItsTurnsOnlyWhereThatIsWanted() throws Exception {
    try (Server one = Server.builder(ECHO).start();
        Server other = Server.builder(ECHO).start()) {
      var together = new AtomicInteger();
      var watcher =
          new Onlooker(() -> {
            if (one.stats().active() > 0 && other.stats().active() > 0) {
              together.incrementAndGet();
            }
            return false;
          });
      List<Run> runs =
          Trial.lines(Long.MAX_VALUE)
              .withConnections(5)
              .inRounds(3, SHORT)
              .oneAtATime()
              .on(
                  List.of(
                      Trial.target("one", one.address()), Trial.target("other", other.address())),
                  watcher);
      assertThat(together).hasValue(0);
      assertThat(one.stats().accepted()).isEqualTo(15);
      assertThat(other.stats().accepted()).isEqualTo(15);
      for (Run.OfTarget target : runs.getFirst().targets()) {
        assertThat(target.samples()).hasSize(3);
        assertThat(target.answered()).isEqualTo(5);
        assertThat(target.around().errors()).isZero();
        assertThat(target.memory()).isNotNull();
      }
      long last = runs.getFirst().targets().getLast().samples().getLast().startNanos();
      assertThat(last).isGreaterThan(5 * SHORT.toNanos()); // since the beginning of all of it
    }
  }

  @Test
  void aRampHasARunForEachRate() throws Exception {
    Seen seen =
        Trial.lines(Long.MAX_VALUE)
            .at(new Pacing.Ramp(50, 150, 3), Duration.ofMillis(600))
            .on(ECHO);
    assertThat(seen.runs()).extracting(Run::rate).containsExactly(50.0, 100.0, 150.0);
  }

  @Test
  void theSearchForTheHighestRateClosesInOnIt() throws Exception {
    var search = new Search(1000);
    while (search.goesOn()) {
      search.tried(search.next(), search.next() <= 700);
    }
    assertThat(search.next()).isBetween(670.0, 730.0);
    Seen seen =
        Trial.lines(Long.MAX_VALUE)
            .at(new Pacing.FindMax("", sample -> sample.rate() < 1500), SHORT)
            .on(ECHO);
    assertThat(seen.runs()).hasSizeGreaterThan(3);
  }

  @Test
  void anObserverMayEndItAndGetsTheResultsSoFar() throws Exception {
    try (Server server = Server.builder(ECHO).start()) {
      List<Run> runs =
          Trial.lines(Long.MAX_VALUE)
              .at(new Pacing.AtRate(100), Duration.ofHours(1))
              .on(List.of(Trial.target("server", server.address())), Onlooker.untilMeasuring());
      assertThat(runs.getFirst().targets().getFirst().samples()).hasSize(1);
    }
  }

  @Test
  void turnsThatAreTooShortToLookOnCanBeEndedToo() throws Exception {
    try (Server server = Server.builder(ECHO).start()) {
      List<Run> runs =
          Trial.lines(Long.MAX_VALUE)
              .inRounds(1_000_000, Duration.ofMillis(5))
              .on(List.of(Trial.target("server", server.address())), Onlooker.untilMeasuring());
      assertThat(runs.getFirst().targets().getFirst().samples()).hasSizeBetween(1, 999_999);
    }
  }

  @Test
  void itMayBeEndedWhileTheConnectionsAreBeingOpened() throws Exception {
    try (Server server = Server.builder(ECHO).start()) {
      List<Run> runs =
          Trial.lines(Long.MAX_VALUE)
              .withConnections(100_000)
              .withConnectRate(0.01)
              .on(
                  List.of(Trial.target("server", server.address())),
                  new Onlooker(() -> server.stats().accepted() > 0));
      assertThat(runs).isEmpty();
    }
  }

  @Test
  void datagramsAreAnsweredOrTimeOut() throws Exception {
    var answers = new AtomicInteger();
    try (DatagramServer server =
        DatagramServer.builder(request -> answers.incrementAndGet() == 5 ? null : request)
            .start()) {
      var target = new Target("udp", "udp", Target.Scheme.UDP, server.address(), "", null);
      var seen =
          new Seen(
              Trial.of(t -> Requests.sized(64), new WireFormats.Piece(), new Expectation.Echo())
                  .withRequests(20)
                  .withTimeout(Duration.ofMillis(400))
                  .on(List.of(target), RunObserver.NONE));
      assertThat(seen.errors(ErrorKind.TIMED_OUT)).isEqualTo(1);
      assertThat(seen.tally().answers()).isEqualTo(19);
    }
  }

  @Test
  void aUnixDomainSocketIsATargetToo(@TempDir Path folder) throws Exception {
    var address = UnixDomainSocketAddress.of(folder.resolve("echo"));
    try (Server server = Server.builder(ECHO).address(address).start()) {
      Seen seen = Trial.lines(100).on(server.address());
      assertThat(seen.errors()).isZero();
      assertThat(seen.tally().answers()).isEqualTo(100);
      assertThat(seen.target().pid()).isEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void httpConnectionsAreKeptAndReplacedWhenTheServerSaysSo() throws Exception {
    try (Server server = Server.builder(CampaignTest::http).start()) {
      Seen seen =
          Trial.of(
                  target -> Requests.fixed(HttpAnswers.get("localhost", "/")),
                  new HttpAnswers(),
                  new Expectation.HttpSuccess())
              .withRequests(50)
              .on(server.address());
      assertThat(seen.errors()).isZero();
      assertThat(seen.tally().answers()).isEqualTo(50);
      assertThat(server.stats().accepted()).isEqualTo(6);
    }
  }

  /// Ten answers a connection, each of another kind.
  private static void http(dev.heddle.Connection connection) throws IOException {
    for (int i = 1; i <= 10; i++) {
      String line = connection.readLine();
      if (line == null) {
        return;
      }
      assertThat(line).isEqualTo("GET / HTTP/1.1");
      while (!"".equals(line)) {
        line = connection.readLine();
      }
      String close = i == 10 ? "Connection: close\r\n" : "";
      connection.writeText(
          i % 2 == 0
              ? "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n" + close + "\r\nhello"
              : "HTTP/1.1 200 OK\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n"
                  + "3\r\n"
                  + "hel\r\n"
                  + "2\r\n"
                  + "lo\r\n"
                  + "0\r\n\r\n");
    }
  }
}
