package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.TestCertificate;
import dev.heddle.services.LineProtocol;
import dev.heddle.services.Numbers;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {

  @Test
  void aGoodServerGetsAllPointsAndExitCode0() throws IOException {
    try (Server server = LineProtocol.server(() -> new Numbers(false)).start()) {
      Run run =
          Run.heddle(
              "check",
              ":" + server.port(),
              "--as",
              "numbers",
              "--rubric",
              "50,30,20",
              "--idle-timeout",
              "0");
      assertThat(run.out())
          .startsWith("behaviour\n  ok    doubles a number\n")
          .contains("did: sent \"12\\n\"\n", "saw: \"24\\n\"\n")
          .endsWith("total: 100 of 100 points\n");
      assertThat(run.exitCode()).isZero();
    }
  }

  @Test
  void aServerThatSpeaksTlsIsJudgedByTheSameRules(@TempDir Path folder) throws IOException {
    TestCertificate own = TestCertificate.selfSigned("localhost");
    String ca = own.writeCertificate(folder.resolve("tls.crt")).toString();
    Tls tls = Tls.pem(Path.of(ca), own.writeKey(folder.resolve("tls.key")));
    try (Server server = LineProtocol.server(() -> new Numbers(false)).tls(tls).start()) {
      String target = "localhost:" + server.port();
      Run run =
          Run.heddle(
              "check", target, "--as", "numbers", "--tls", "--tls-ca", ca, "--idle-timeout", "0");
      assertThat(run.out())
          .contains("  ok    serves 1000 clients at once\n", "  ok    50 clients break off")
          .endsWith("total: 100 of 100 points\n");
      assertThat(run.exitCode()).isZero();

      assertThat(Run.heddle("check", target, "--as", "numbers", "--tls"))
          .isEqualTo(
              new Run(
                  1,
                  "",
                  "heddle check: cannot connect to "
                      + target
                      + ": the server's certificate is not signed by a trusted authority; --tls-ca"
                      + " FILE trusts another one, --insecure accepts any certificate\n"));
    }
  }

  @Test
  void aServerOnAUnixDomainSocketIsJudgedByTheSameRules(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("numbers.sock");
    String target = "unix:" + path;
    String[] command = {"check", target, "--as", "numbers", "--idle-timeout", "1s"};
    try (Server server =
        LineProtocol.server(() -> new Numbers(false))
            .address(UnixDomainSocketAddress.of(path))
            .idleTimeout(Duration.ofSeconds(1))
            .start()) {
      Run run = Run.heddle(command);
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .contains("  ok    serves 1000 clients at once\n", "  ok    50 clients break off")
          .contains("  ok    continues while a client sends and never reads\n")
          .contains("  ok    closes after 1000 ms of silence, and not before\n")
          .endsWith("total: 100 of 100 points\n");
      assertThat(run.exitCode()).isZero();
      Eventually.that("all have gone", () -> server.stats().active() == 0);
    }
    assertThat(Run.heddle(command))
        .isEqualTo(
            new Run(
                1,
                "",
                "heddle check: cannot connect to " + target + ": No such file or directory\n"));
  }

  @Test
  void overTlsAUnixDomainSocketIsLocalhost(@TempDir Path folder) throws IOException {
    TestCertificate own = TestCertificate.selfSigned("localhost");
    String ca = own.writeCertificate(folder.resolve("tls.crt")).toString();
    Tls tls = Tls.pem(Path.of(ca), own.writeKey(folder.resolve("tls.key")));
    Path path = folder.resolve("numbers.sock");
    try (var _ =
        LineProtocol.server(() -> new Numbers(false))
            .address(UnixDomainSocketAddress.of(path))
            .tls(tls)
            .start()) {
      String target = "unix:" + path;
      Run run =
          Run.heddle(
              "check", target, "--as", "numbers", "--tls", "--tls-ca", ca, "--idle-timeout", "0");
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).endsWith("total: 100 of 100 points\n");
    }
  }

  /// Doubles numbers, and closes the server at the first word that is none.
  private static Handler fragile(AtomicReference<Server> dying) {
    return connection -> {
      for (String line; (line = connection.readLine()) != null; ) {
        if (line.equals("abc")) {
          dying.get().close();
        }
        connection.writeLine(Integer.toString(2 * Integer.parseInt(line.strip())));
      }
    };
  }

  @Test
  void aServerOnAUnixDomainSocketThatDiesIsReported(@TempDir Path folder) throws IOException {
    var dying = new AtomicReference<Server>();
    Path path = folder.resolve("numbers.sock");
    try (Server server =
        Server.builder(fragile(dying)).address(UnixDomainSocketAddress.of(path)).start()) {
      dying.set(server);
      Run run = Run.heddle("check", "unix:" + path, "--as", "numbers");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .contains("The server died during", "nothing listens at unix:" + path + " any more");
    }
  }

  @Test
  void aServerWithoutTlsIsToldFromOneWithIt() throws IOException {
    try (Server server = LineProtocol.server(() -> new Numbers(false)).start()) {
      String target = "localhost:" + server.port();
      assertThat(Run.heddle("check", target, "--as", "numbers", "--tls", "--insecure"))
          .isEqualTo(
              new Run(
                  1,
                  "",
                  "heddle check: cannot connect to "
                      + target
                      + ": the server does not speak TLS\n"));
    }
  }

  @Test
  void aFaultIsReportedWithTheExpectation() throws IOException {
    Handler wrong = connection -> connection.writeLine("yesterday");
    try (Server server = Server.builder(wrong).start()) {
      Run run = Run.heddle("check", ":" + server.port(), "--as", "daytime");
      assertThat(run.out())
          .contains("  FAIL  sends the time, unasked\n", "saw: \"yesterday\\n\"\n")
          .contains("expected: the time, as in");
      assertThat(run.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void aDialectOfOnesOwnIsJudgedByRulesInAFile(@TempDir Path folder) throws IOException {
    Handler greeter =
        connection -> {
          connection.writeLine("Your name?");
          for (String name; (name = connection.readLine()) != null; ) {
            connection.writeLine(name.isBlank() ? "No name." : "Hello " + name + "!");
          }
        };
    Path rules = folder.resolve("greeter.txt");
    Files.writeString(
        rules,
        """
        # A greeter.
        talk
            expects Your name?
            sends {me}
            expects Hello {me}!

        behaviour: no name is no name
            ann joins
            ann sends \s
            ann sees No name*

        robustness: is rude to the rude
            ann joins
            ann sends damn
            ann sees Goodbye. | So long.
        """
            .replace("\\s", " "));
    try (Server server = Server.builder(greeter).start()) {
      Run run = Run.heddle("check", ":" + server.port(), "--rules", rules.toString());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .contains("  ok    the talk: sends {me}\n")
          .contains("  ok    serves 1000 clients at once\n")
          .contains("  FAIL  is rude to the rude\n          did: ann sent \"damn\\n\"\n")
          .contains("expected: line 15: ann sees Goodbye. | So long.\n");
    }
  }

  @Test
  void aRuleThatIsNoneIsRefusedWithItsLine(@TempDir Path folder) throws IOException {
    Path rules = folder.resolve("rules.txt");
    Files.writeString(rules, "talk\n  sends hi\n  sings\n");
    Run run = Run.heddle("check", ":1", "--rules", rules.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("heddle check: --rules: " + rules + ", line 3: a step is `CLIENT VERB TEXT`");
    assertThat(Run.heddle("check", ":1").err())
        .startsWith("heddle check: missing kind of server: --as SERVICE, or --rules FILE");
    assertThat(Run.heddle("check", ":1", "--as", "echo", "--op", "square").err())
        .isEqualTo("heddle check: --op requires --as numbers\n");
  }

  @Test
  void aServerThatDiesIsReportedOnceAndCostsWhatWasJudged() throws IOException {
    var dying = new AtomicReference<Server>();
    try (Server server = Server.builder(fragile(dying)).start()) {
      dying.set(server);
      Run run = Run.heddle("check", ":" + server.port(), "--as", "numbers");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .containsOnlyOnce("The server died during \"rejects what is not a number and continues\"")
          .contains(" not judged\nload and memory: 0 of 0, 0 of 0 points; 3 not judged\n");
    }
  }

  @Test
  void nobodyThereIsToldInOneLine() throws IOException {
    try (var port = new DeafPort()) {
      Run run = Run.heddle("check", port.address(), "--as", "echo");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo(
              "heddle check: cannot connect to " + port.address() + ": Connection refused\n");
    }
  }
}
