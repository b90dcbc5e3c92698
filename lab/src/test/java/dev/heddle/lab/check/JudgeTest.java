package dev.heddle.lab.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Engine;
import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.TestCertificate;
import dev.heddle.services.Option;
import dev.heddle.services.Options;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import dev.heddle.services.talk.Talk;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final Duration IDLE = Duration.ofSeconds(1);

  /// Longer than a thousand clients need for their turns, though there are threads of Python for
  /// them and the machine has other work.
  private static final Duration PYTHON_IDLE = Duration.ofSeconds(3);

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static List<CheckResult> failed(List<CheckResult> verdicts) {
    return verdicts.stream().filter(verdict -> !verdict.passed()).toList();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "threaded.py, numbers",
    "threaded.py, message",
    "asyncio_streams.py, numbers",
    "asyncio_streams.py, echo",
    "selecting.py, numbers",
    "selecting.py, reverse"
  })
  void aGoodServerInPythonPasses(String file, String kind) throws Exception {
    try (var server = PythonServer.start(file, kind, Long.toString(PYTHON_IDLE.toSeconds()))) {
      var judge =
          new Judge(at(server.port), Rules.of(kind), server.process.toHandle(), PYTHON_IDLE);
      assertThat(failed(judge.judge(verdict -> {}))).isEmpty();
    }
  }

  /// Python's TLS is OpenSSL's, and ends without close_notify.
  @Test
  void aGoodServerInPythonPassesOverTlsToo(@TempDir Path folder) throws Exception {
    TestCertificate own = TestCertificate.selfSigned("localhost", "127.0.0.1");
    Path certificate = own.writeCertificate(folder.resolve("tls.crt"));
    Path key = own.writeKey(folder.resolve("tls.key"));
    try (var server =
        PythonServer.start(
            "threaded.py", "numbers", "30", certificate.toString(), key.toString())) {
      var access = new CheckedServer(at(server.port), Tls.trusting(certificate));
      var judge = new Judge(access, Rules.of("numbers"), null, Duration.ZERO);
      assertThat(failed(judge.judge(verdict -> {}))).isEmpty();
    }
  }

  @Test
  void aClientThatWasTimedOutKeepsItsNewConnection() throws Exception {
    Duration idle = Duration.ofMillis(400);
    try (Server server =
            service("numbers").tcp().apply(Options.DEFAULTS).idleTimeout(idle).start();
        var visit = new Visit(new CheckedServer(at(server.port()), null), 2000, Dialect.RIGHT)) {
      var talk = Rules.of("numbers").kind().talk();
      var clients = ConnectedClients.connect(talk, 3, idle, visit);
      Eventually.that("all are timed out", () -> server.stats().active() == 0);
      for (int round = 0; round < 2; round++) {
        for (Future<Long> answer : clients.ask(round)) {
          assertThat(answer.get()).isPositive();
        }
      }
    }
  }

  @Test
  void aNaiveServerFailsWhereItIsNaive() throws Exception {
    try (var server = PythonServer.start("naive.py")) {
      // Rules only: it serves one client at a time, and would let a thousand wait.
      List<CheckResult> verdicts =
          new Judge(at(server.port), Rules.of("numbers"), null, null).rules();
      assertThat(verdicts.stream().filter(CheckResult::passed).map(CheckResult::title))
          .contains("doubles a number");
      assertThat(verdicts)
          .anySatisfy(verdict -> {
            assertThat(verdict.title()).startsWith("answers several numbers in one segment");
            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.did()).isEqualTo("sent \"1\\n2\\n3\\n\"");
            assertThat(verdict.expected()).isEqualTo("\"2\\n4\\n6\\n\"");
          });
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"echo", "numbers", "message", "reverse", "daytime"})
  void servicesOfOursPass(String name) throws Exception {
    try (Server server =
        service(name)
            .tcp()
            .apply(Options.DEFAULTS)
            .engine(Engine.loops(1))
            .idleTimeout(IDLE)
            .start()) {
      assertThat(
              failed(new Judge(at(server.port()), Rules.of(name), null, IDLE).judge(verdict -> {})))
          .isEmpty();
    }
  }

  @Test
  void ourChatPasses() throws Exception {
    Option data = service("chat").options().getFirst();
    assertThat(data.name()).isEqualTo("data");
    try (Server server =
        service("chat")
            .tcp()
            .apply(Options.DEFAULTS.with(data, "none"))
            .engine(Engine.virtual())
            .start()) {
      var judge = new Judge(at(server.port()), Rules.of("chat"), null, null);
      assertThat(failed(judge.judge(verdict -> {}))).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"alert", "game"})
  void servicesForPeoplePass(String name) throws Exception {
    Option data = service(name).options().getFirst();
    assertThat(data.name()).isEqualTo("data");
    try (Server server =
        service(name)
            .tcp()
            .apply(Options.DEFAULTS.with(data, "none"))
            .engine(Engine.virtual())
            .start()) {
      var judge = new Judge(at(server.port()), Rules.of(name), null, null);
      assertThat(failed(judge.judge(verdict -> {}))).isEmpty();
    }
  }

  @Test
  void ourTalkPasses() throws Exception {
    try (Server server = new Talk(new SilentConsole()).server().start()) {
      var judge = new Judge(at(server.port()), Rules.of("talk"), null, null);
      List<CheckResult> verdicts = judge.judge(verdict -> {});
      assertThat(failed(verdicts)).isEmpty();
      assertThat(verdicts).noneMatch(verdict -> verdict.part() == GradePart.LOAD);
    }
  }

  @Test
  void aServerThatSquaresIsJudgedAsOne() throws Exception {
    Option op = service("numbers").options().getFirst();
    assertThat(op.name()).isEqualTo("op");
    try (Server server =
        service("numbers").tcp().apply(Options.DEFAULTS.with(op, "square")).start()) {
      assertThat(failed(new Judge(at(server.port()), Rules.ofSquares(), null, IDLE).rules()))
          .isEmpty();
      assertThat(failed(new Judge(at(server.port()), Rules.of("numbers"), null, IDLE).rules()))
          .isNotEmpty();
    }
  }

  @Test
  void aBroadcastAmongSoManyNeedsRoomForSoMany() throws Exception {
    Option data = service("chat").options().getFirst();
    try (Server server =
            service("chat")
                .tcp()
                .apply(Options.DEFAULTS.with(data, "none"))
                .engine(Engine.threads(20))
                .start();
        var visit = new Visit(new CheckedServer(at(server.port()), null), 2000, Dialect.RIGHT)) {
      new Broadcast(ChatRules.kind().talk(), 20, Duration.ZERO).run(visit);
      assertThat(visit.sights()).startsWith("20 in the room, 15 heard all");
    }
  }

  @Test
  void moreClientsAreNotTriedWhereFewerWereTooMany() throws Exception {
    var limits = Limits.DEFAULT.withMaxConnections(50).withWhenFull(FullPolicy.REFUSE);
    try (Server server = service("numbers").tcp().apply(Options.DEFAULTS).limits(limits).start()) {
      List<Check> crowds = new Load(Rules.of("numbers").kind(), Duration.ZERO, null).checks();
      assertThat(sightsOfFailure(crowds.get(0), server))
          .contains("50 right answers, 99 %", "50 failures such as: ");
      assertThat(sightsOfFailure(crowds.get(1), server)).startsWith("100 clients are too many");
      assertThat(sightsOfFailure(crowds.get(2), server)).startsWith("100 clients are too many");
    }
  }

  private static String sightsOfFailure(Check check, Server server) {
    try (var visit = new Visit(new CheckedServer(at(server.port()), null), 2000, Dialect.RIGHT)) {
      assertThatThrownBy(() -> check.trial().run(visit)).isInstanceOf(Mismatch.class);
      return visit.sights();
    }
  }

  @Test
  void ourWebServerPasses(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("index.html"), "<h1>hi</h1>");
    Option root = service("web").options().getFirst();
    assertThat(root.name()).isEqualTo("root");
    assertThat(failed(judge("web", Options.DEFAULTS.with(root, folder.toString())))).isEmpty();
  }

  private static Service service(String name) {
    return Services.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<CheckResult> judge(String name, Options options) throws Exception {
    try (Server server =
        service(name).tcp().apply(options).engine(Engine.virtual()).idleTimeout(IDLE).start()) {
      return new Judge(at(server.port()), Rules.of(name), null, IDLE).judge(verdict -> {});
    }
  }

  @Test
  void pointsAreSharedOutAmongTheChecksOfAPart() {
    var good = new CheckResult(GradePart.BEHAVIOUR, "a", CheckResult.Outcome.PASSED, "", "", "");
    var bad = new CheckResult(GradePart.BEHAVIOUR, "b", CheckResult.Outcome.FAILED, "", "", "c");
    var rubric = Rubric.parse("60, 30, 10");
    assertThat(rubric).isEqualTo(Rubric.DEFAULT);
    assertThat(rubric.earned(GradePart.BEHAVIOUR, List.of(good, bad, good))).isEqualTo(40);
    assertThat(rubric.earned(GradePart.LOAD, List.of(good))).isZero();
    var skipped =
        new CheckResult(GradePart.BEHAVIOUR, "c", CheckResult.Outcome.NOT_JUDGED, "", "", "");
    assertThat(rubric.earned(GradePart.BEHAVIOUR, List.of(good, bad, skipped))).isEqualTo(20);
    assertThat(rubric.judged(GradePart.BEHAVIOUR, List.of(good, bad, skipped))).isEqualTo(40);
    for (String wrong : List.of("60,30", "60,30,x", "0,0,0", "-1,1,1", "")) {
      assertThatThrownBy(() -> Rubric.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("as in 60,30,10: " + wrong);
    }
  }
}
