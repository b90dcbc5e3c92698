package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.ProxyProtocol;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTest {
  private static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine(line);
        }
      };

  @Test
  void theReportIsOnStdoutAndTheProgressOnStderr() throws IOException {
    try (Server server = Server.builder(ECHO).start()) {
      Run run = load(server, "--connections", "5", "--requests", "500");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out().lines().findFirst().orElseThrow())
          .matches("echo: [\\d,]+ answers/s, p50 .+, p99 .+, no errors");
      assertThat(run.out()).contains("sent: 64 bytes; expected: the same");
      assertThat(run.err()).contains("echo, connecting:");
    }
  }

  @Test
  void aUnixDomainSocketIsATarget(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("socket");
    try (var _ = Server.builder(ECHO).address(UnixDomainSocketAddress.of(path)).start()) {
      Run run = Run.heddle("load", "unix:" + path, "--requests", "200", "--connections", "4");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("no errors");
    }
  }

  @Test
  void aUnixDomainSocketMayHaveTlsAndHttp(@TempDir Path folder) throws IOException {
    TestCertificate own = TestCertificate.selfSigned("localhost");
    String ca = own.writeCertificate(folder.resolve("tls.crt")).toString();
    Tls tls = Tls.pem(Path.of(ca), own.writeKey(folder.resolve("tls.key")));
    Path path = folder.resolve("socket");
    var address = UnixDomainSocketAddress.of(path);
    try (var _ = Server.builder(ECHO).tls(tls).address(address).start()) {
      Run run = Run.heddle("load", "tls://unix:" + path, "--tls-ca", ca, "--requests", "200");
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    Handler http =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeText(
                switch (line) {
                  case "GET /a HTTP/1.1", "Host: localhost", "User-Agent: heddle" -> "";
                  case "" -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
                  default -> "HTTP/1.1 500 " + line + "\r\nContent-Length: 0\r\n\r\n";
                });
          }
        };
    try (var _ = Server.builder(http).tls(tls).address(address).start()) {
      Run run =
          Run.heddle(
              "load",
              "https://unix:" + path + ":/a",
              "--insecure",
              "--requests",
              "200",
              "--expect",
              "hi");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("no errors");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void connectionsBeginWithTheHeaderOfAProxyIfOneIsWanted(String version) throws IOException {
    var behind = Server.builder(ECHO).proxyProtocol(ProxyProtocol.required());
    try (Server server = behind.start()) {
      Run run =
          load(
              server,
              "--send-proxy",
              version,
              "--reconnect",
              "--requests",
              "100",
              "--fail-if",
              "errors>0");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(load(server, "--requests", "10").exitCode()).isEqualTo(1);
    }
  }

  @Test
  void aThresholdThatIsReachedIsExitCode99() throws IOException {
    try (Server server = Server.builder(ECHO).start()) {
      Run run = load(server, "--requests", "100", "--fail-if", "errors>0", "--fail-if", "p99>0ns");
      assertThat(run.exitCode()).isEqualTo(99);
      assertThat(run.out()).contains("✓ errors>0 (echo: 0)", "✗ p99>0ns (echo: ");
    }
  }

  @Test
  void theClassicStressTestCountsRequestsOfAConnectionEach() throws IOException {
    Handler first =
        connection -> {
          var bytes = java.nio.ByteBuffer.allocate(100);
          connection.read(bytes);
          connection.writeText("ECHO: ");
          connection.write(bytes.flip());
        };
    try (Server server = Server.builder(first).start()) {
      Run run =
          load(
              server,
              "--reconnect",
              "--send",
              "test message",
              "--frame",
              "idle:0",
              "--expect",
              "^ECHO: test message$",
              "--requests",
              "40");
      assertThat(run.exitCode()).as(run.toString()).isZero();
      assertThat(run.out()).contains("no errors");
      assertThat(server.stats().accepted()).isEqualTo(40);
    }
  }

  @Test
  void reportsAreWrittenWhereTheyAreWanted(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("a.json");
    Path html = folder.resolve("a.html");
    Path hdr = folder.resolve("a.hlog");
    try (Server server = Server.builder(ECHO).start()) {
      Run run =
          load(
              server,
              "--warmup",
              "100ms",
              "--duration",
              "300ms",
              "--rate",
              "200",
              "--json",
              json.toString(),
              "--html",
              html.toString(),
              "--hdr",
              hdr.toString());
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains("from the intended start", "from the sending", "generator");
      assertThat(json).content().contains("\"complete\" : true", "\"rate\" : 200.0");
      assertThat(html).content().startsWith("<!doctype html>");
      assertThat(hdr).content().contains("Tag=echo,");
    }
  }

  @Test
  void anUnwritableFileIsReportedBeforeTheMeasurement(@TempDir Path folder) throws IOException {
    try (Server server = Server.builder(ECHO).start()) {
      Path file = folder.resolve("none").resolve("a.json");
      Run run = load(server, "--json", file.toString());
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo("heddle load: --json: cannot write " + file + ": No such file or directory\n");
      assertThat(server.stats().accepted()).isZero();
    }
  }

  @Test
  void aDiskThatIsFullLosesTheFileAndNotTheReport() throws IOException {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "there is no /dev/full here");
    try (Server server = Server.builder(ECHO).start()) {
      Run run = load(server, "--requests", "10", "--json", full.toString());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).contains("no errors");
      assertThat(run.err()).contains("heddle load: cannot write ").contains("No space left");
    }
  }

  @Test
  void noServerToLoadIsExitCode1AtOnce() throws IOException {
    try (var port = new DeafPort()) {
      Run run = Run.heddle("load", "tcp://" + port.address(), "--duration", "1h");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .endsWith("heddle load: cannot connect: " + port.address() + ": Connection refused\n");
    }
  }

  @Test
  void ifNoAnswerIsRightTheReportSaysWhichOptionDecidesThat() throws IOException {
    Handler prefixed =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeLine("ECHO: " + line);
          }
        };
    try (Server server = Server.builder(prefixed).start()) {
      Run run = load(server, "--requests", "10", "--send", "hi", "--expect-echo");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).endsWith("heddle load: no answer was right: echo\n");
      assertThat(run.out())
          .contains(
              "echo: none of 2 connections got a right answer to its first request; --expect"
                  + " and --frame say what is right. The default is the request itself, which"
                  + " heddle serve echo --prefix \"\" sends");
    }
  }

  @Test
  void aTargetWithoutARightAnswerIsExitCode1BesideOthersThatAreRight() throws IOException {
    Handler fails =
        connection -> {
          while (!connection.readLine().isEmpty()) {}
          connection.writeText("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        };
    Handler answers =
        connection -> {
          while (connection.readLine() != null) {
            connection.writeText("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        };
    try (Server bad = Server.builder(fails).start();
        Server good = Server.builder(answers).start()) {
      Run run =
          Run.heddle(
              "load",
              "good=http://127.0.0.1:" + good.port(),
              "bad=HTTP://localhost:" + bad.port() + "/a b?{c}",
              "--connections",
              "2",
              "--rounds",
              "2",
              "--slice",
              "50ms",
              "--warmup",
              "0s");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).endsWith("heddle load: no answer was right: bad\n");
      assertThat(run.out())
          .contains("bad: none of 2 connections got a right answer to its first request\n")
          .contains("expected a status below 400, got \"HTTP/1.1 500 No\"");
    }
  }

  @Test
  void aSignalEndsItEarlyAndItStillReports() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var heddle =
            HeddleProcess.start(
                "load",
                "echo=tcp://127.0.0.1:" + server.port(),
                "--warmup",
                "100ms",
                "--duration",
                "1h")) {
      String line;
      do {
        line = heddle.nextErrorLine();
      } while (!line.contains("measuring"));
      var report = heddle.signal("INT").rest();
      assertThat(report.getFirst()).isEqualTo("ended early; these are the results up to then");
      assertThat(report.get(1)).contains("answers/s");
      assertThat(heddle.exitCode()).isZero();
    }
  }

  @Test
  void aSignalEndsAComparisonWhileItsServersStart() throws Exception {
    String engines = "virtual,loops,blocking,threads";
    try (var heddle =
        HeddleProcess.start("compare", "echo", "--engines", engines, "--connections", "2")) {
      Eventually.that(
          "it starts a server", () -> heddle.children().stream().anyMatch(LoadTest::isJvm));
      heddle.signal("INT");
      assertThat(heddle.rest()).isEmpty();
      assertThat(heddle.complaints())
          .contains("ended before anything was measured")
          .doesNotContain("listen");
      assertThat(heddle.exitCode()).isEqualTo(1);
    }
  }

  private static boolean isJvm(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/java");
  }

  @Test
  void enginesAreComparedInProcessesOfTheirOwn() throws Exception {
    try (var heddle =
        HeddleProcess.start(
            "compare",
            "echo",
            "--engines",
            "virtual,loops,blocking",
            "--connections",
            "3",
            "--rounds",
            "6",
            "--slice",
            "50ms",
            "--warmup",
            "100ms",
            "--timeout",
            "2s")) {
      var report = heddle.rest();
      assertThat(report).as("%s", heddle.complaints()).isNotEmpty();
      // Which to choose is not known if a busy machine lets a slice pass without an answer.
      assertThat(report.getFirst()).startsWith("for 3 connections: ");
      assertThat(report)
          .contains("blocking: stopped at 1 of 3 connections; the others got no answer")
          .anyMatch(line -> line.matches("virtual +[\\d,]+ .*"))
          .anyMatch(line -> line.matches("loops +[\\d,]+ .*"));
      assertThat(heddle.exitCode()).isZero();
    }
  }

  private static Run load(Server server, String... options) {
    var arguments = new java.util.ArrayList<String>();
    arguments.add("load");
    arguments.add("echo=tcp://127.0.0.1:" + server.port());
    if (!java.util.List.of(options).contains("--connections")) {
      arguments.addAll(java.util.List.of("--connections", "2"));
    }
    arguments.addAll(java.util.List.of(options));
    return Run.heddle(arguments.toArray(new String[0]));
  }
}
