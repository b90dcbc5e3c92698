package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Loads that are shared by several processes of this machine.
class WorkersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine(line);
        }
      };

  @Test
  void severalProcessesGiveOneReport(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("report.json");
    Path html = folder.resolve("report.html");
    Path hdr = folder.resolve("report.hdr");
    try (Server server = Server.builder(ECHO).start()) {
      Run run =
          load(
              server,
              "--workers",
              "2",
              "--connections",
              "5",
              "--requests",
              "500",
              "--json",
              json.toString(),
              "--html",
              html.toString(),
              "--hdr",
              hdr.toString());
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out().lines().findFirst().orElseThrow())
          .matches("echo: [\\d,]+ answers/s, p50 .+, p99 .+, no errors");
      assertThat(run.out()).containsPattern("\ngenerator +conns +answers +CPU");
      assertThat(run.out()).containsPattern("\nworker 1 +3 .*\nworker 2 +2 ");
      assertThat(server.stats().accepted()).isEqualTo(5);
    }
    JsonNode report = JsonMapper.shared().readTree(Files.readString(json));
    JsonNode target = report.at("/runs/0/targets/0");
    assertThat(report.at("/runs/0/connections").asInt()).isEqualTo(5);
    assertThat(target.path("opened").asInt()).isEqualTo(5);
    assertThat(target.path("answered").asInt()).isEqualTo(5);
    assertThat(target.path("answers").asInt()).isEqualTo(500);
    assertThat(report.path("workers")).hasSize(2);
    assertThat(report.at("/workers/0/answers").asInt() + report.at("/workers/1/answers").asInt())
        .isEqualTo(500);
    assertThat(report.at("/workers/1/leftOut").isNull()).isTrue();
    assertThat(html).content().contains("id=\"workers\"").contains("\"worker 2\"");
    assertThat(hdr).content().contains("Tag=echo");
  }

  @Test
  void workersTrustWhomTheyAreToldToTrust(@TempDir Path folder) throws IOException {
    TestCertificate own = TestCertificate.selfSigned("localhost");
    Path ca = own.writeCertificate(folder.resolve("tls.crt"));
    Tls tls = Tls.pem(ca, own.writeKey(folder.resolve("tls.key")));
    try (Server server = Server.builder(ECHO).tls(tls).start()) {
      String target = "tls://localhost:" + server.port();
      Run run =
          Run.heddle(
              "load",
              target,
              "--tls-ca",
              ca.toString(),
              "--workers",
              "2",
              "--connections",
              "2",
              "--requests",
              "100");
      assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
      assertThat(run.out()).contains("no errors");
    }
  }

  @Test
  void aWorkerThatIsKilledIsNamedAndLeftOut() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var load = start(server, "--workers", "3", "--connections", "6", "--duration", "4s")) {
      load.awaitError("measuring");
      load.children().getFirst().destroyForcibly();
      assertThat(load.awaitError("heddle: worker"))
          .matches("heddle: worker [123] \\(.+, process \\d+\\) is lost: was killed by signal 9");
      assertThat(load.exitCode()).isZero();
      assertThat(String.join("\n", load.rest()))
          .containsPattern(
              "worker [123] \\(.+, process \\d+\\) is left out of all figures, with its 2"
                  + " connections to each target: was killed by signal 9; the figures are those"
                  + " of the other 2")
          .containsPattern("worker [123], left out")
          .containsPattern("echo +.* 4 +4\n");
    }
  }

  @Test
  void aWorkerThatStoodStillIsNamed() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var load = start(server, "--workers", "2", "--connections", "4", "--duration", "5s")) {
      load.awaitError("measuring");
      long worker = load.children().getFirst().pid();
      kill("STOP", worker);
      for (int second = 0; second < 2; second++) {
        load.awaitError("measuring");
      }
      kill("CONT", worker);
      assertThat(load.exitCode()).isZero();
      assertThat(String.join("\n", load.rest()))
          .containsPattern(
              "worker [12].* stood still for [1-9]"); // also if the machine was so busy that all
      // did
    }
  }

  @Test
  void ctrlCEndsAllOfThemWithTheResultsSoFar() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var load = start(server, "--workers", "2", "--connections", "4", "--duration", "1m")) {
      load.awaitError("measuring");
      List<ProcessHandle> children = load.children();
      assertThat(children).hasSize(2);
      for (ProcessHandle child : children) {
        kill("INT", child.pid()); // as the terminal does
      }
      load.signal("INT");
      assertThat(load.exitCode()).isZero();
      assertThat(String.join("\n", load.rest()))
          .startsWith("ended early")
          .doesNotContain("left out");
      assertThat(children).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void noWorkerOutlivesTheLoad() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var load = start(server, "--workers", "2", "--connections", "4", "--duration", "1m")) {
      load.awaitError("measuring");
      List<ProcessHandle> children = load.children();
      assertThat(children).hasSize(2);
      load.signal("KILL");
      Eventually.that(
          "all have ended", PATIENCE, () -> children.stream().noneMatch(ProcessHandle::isAlive));
      Eventually.that("all connections are closed", () -> server.stats().active() == 0);
    }
  }

  @Test
  void aWorkerWithoutEnoughDescriptorsIsNamedBeforeAnythingIsLoaded() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var load =
            HeddleProcess.startLimited(
                300,
                Map.of("PATH", "/nonexistent"), // without prlimit, which may raise the limit
                "load",
                "tcp://127.0.0.1:" + server.port(),
                "--workers",
                "2",
                "--connections",
                "400")) {
      assertThat(load.exitCode()).isEqualTo(1);
      assertThat(load.complaints())
          .containsPattern(
              "worker [12] \\(.+, process \\d+\\): 200 connections to 1 server need 400"
                  + " descriptors, and this process may have 300: raise ulimit -n");
      assertThat(server.stats().accepted()).isZero();
    }
  }

  @Test
  void aWorkerMustKnowWhereToWait() {
    Run run = Run.heddle("worker");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--cluster is missing");
  }

  private static void kill(String signal, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
  }

  private static HeddleProcess start(Server server, String... options) throws IOException {
    return HeddleProcess.start(arguments(server, options));
  }

  private static Run load(Server server, String... options) {
    return Run.heddle(arguments(server, options));
  }

  private static String[] arguments(Server server, String... options) {
    var arguments = new ArrayList<>(List.of("load", "echo=tcp://127.0.0.1:" + server.port()));
    arguments.addAll(Stream.of(options).toList());
    if (!arguments.contains("--warmup")) {
      arguments.addAll(List.of("--warmup", "100ms"));
    }
    return arguments.toArray(String[]::new);
  }
}
