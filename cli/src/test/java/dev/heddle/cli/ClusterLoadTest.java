package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.NatsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loads whose workers wait at a NATS server.
class ClusterLoadTest {
  private static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine(line);
        }
      };

  private static NatsServers nats;
  private static String url;

  @BeforeAll
  static void startNats(@TempDir Path folder) throws IOException {
    nats = NatsServers.start(1, folder);
    url = nats.url(0);
  }

  @AfterAll
  static void stopNats() {
    if (nats != null) {
      nats.close();
    }
  }

  @Test
  void workersWaitForOneLoadAfterTheOther() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var first = HeddleProcess.start("worker", "--cluster", url);
        var second = HeddleProcess.start("worker", "--cluster", url)) {
      for (int load = 0; load < 2; load++) {
        Run run = load(server, "--requests", "300");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("worker 1 of 2: ").contains("worker 2 of 2: ");
        assertThat(run.out())
            .contains("no errors")
            .containsPattern("\nworker 1 +2 ")
            .containsPattern("\nworker 2 +2 ");
      }
      assertThat(server.stats().accepted()).isEqualTo(8);
      for (HeddleProcess worker : List.of(first, second)) {
        assertThat(worker.nextLine()).isEqualTo("waiting for loads at " + url);
        assertThat(worker.nextLine()).isEqualTo("a load has begun");
        assertThat(worker.nextLine()).isEqualTo("it is over");
        worker.signal("TERM");
        assertThat(worker.exitCode()).isZero();
      }
    }
  }

  @Test
  void longRequestsAreCutIntoPiecesOnTheirWayToTheWorkers(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("request");
    Files.writeString(
        file, String.join("", Collections.nCopies(40_000, "a line of 26 characters\t")) + "\n");
    var limits = Limits.DEFAULT.withMaxMessageBytes(1 << 20);
    try (Server server = Server.builder(ECHO).limits(limits).start();
        var _ = HeddleProcess.start("worker", "--cluster", url);
        var _ = HeddleProcess.start("worker", "--cluster", url)) {
      Run run = load(server, "--send-file", file.toString(), "--expect-echo", "--requests", "20");
      assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
      assertThat(run.out()).contains("no errors");
    }
  }

  @Test
  void aWorkerThatEndsIsNamedAndLeftOut() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var _ = HeddleProcess.start("worker", "--cluster", url);
        var other = HeddleProcess.start("worker", "--cluster", url);
        var load =
            HeddleProcess.start(arguments(server, "--duration", "4s").toArray(String[]::new))) {
      load.awaitError("measuring");
      other.signal("TERM");
      assertThat(other.exitCode()).isZero();
      assertThat(load.awaitError("is lost")).matches(".*worker [12] \\(.*\\) is lost: has left");
      assertThat(load.exitCode()).isZero();
      assertThat(String.join("\n", load.rest())).contains("is left out of all figures, with its 2");
    }
  }

  @Test
  void aWorkerIsFreeAgainWhenTheLoadWasKilled() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var first = HeddleProcess.start("worker", "--cluster", url);
        var second = HeddleProcess.start("worker", "--cluster", url)) {
      try (var load =
          HeddleProcess.start(arguments(server, "--duration", "1m").toArray(String[]::new))) {
        load.awaitError("measuring");
        load.signal("KILL");
      }
      for (HeddleProcess worker : List.of(first, second)) {
        worker.awaitText("it is over");
      }
      Eventually.that("all connections are closed", () -> server.stats().active() == 0);
    }
  }

  @Test
  void tooFewWorkersAreReportedWithThoseThatHaveCome() throws Exception {
    try (Server server = Server.builder(ECHO).start();
        var _ = HeddleProcess.start("worker", "--cluster", url)) {
      Run run = load(server, "--worker-wait", "4s");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .containsPattern("[01] of 2 workers joined within 4 s")
          .contains("start them with: heddle worker --cluster URL");
      assertThat(server.stats().accepted()).isZero();
    }
  }

  @Test
  void aWorkerLoadsItsOwnMachineOnlyUnlessItsOwnerAllowsMore() throws Exception {
    try (var worker = HeddleProcess.start("worker", "--cluster", url)) {
      Run run =
          Run.heddle("load", "192.0.2.1:7", "--allow-remote", "--workers", "1", "--cluster", url);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("192.0.2.1:7 is not the worker's machine");
      assertThat(worker.awaitText("over for this worker: 192.0.2.1:7"))
          .contains("a load has begun");
    }
  }

  private static Run load(Server server, String... options) {
    return Run.heddle(arguments(server, options).toArray(String[]::new));
  }

  private static List<String> arguments(Server server, String... options) {
    var arguments = new ArrayList<>(List.of("load", "echo=:" + server.port()));
    arguments.addAll(List.of("--cluster", url, "--workers", "2", "--connections", "4"));
    arguments.addAll(List.of("--warmup", "100ms"));
    arguments.addAll(List.of(options));
    return arguments;
  }
}
