package dev.heddle.sim.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.sim.Simulation;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressWatchTest {

  /// To open a pipe for reading waits in the system until somebody writes.
  @Test
  void aWorldThatStandsStillInRealTimeIsToldWithWhereItIs(@TempDir Path folder) throws Exception {
    String pipe = folder.resolve("pipe").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
    try (var log = new LogCapture();
        var aside = Executors.newSingleThreadExecutor();
        ProgressWatch _ = ProgressWatch.begin(Duration.ofMillis(300))) {
      var run =
          aside.submit(() ->
              Simulation.of(world ->
                      world
                          .run(
                              "reader",
                              () -> {
                                try (InputStream in = new FileInputStream(pipe)) {
                                  assertThat(in.read()).isEqualTo(-1);
                                }
                              })
                          .join())
                  .seeds(1)
                  .run()
                  .requireSuccess());
      Eventually.that("it is told", () -> !log.messages(Level.WARNING).isEmpty());
      assertThat(log.messages(Level.WARNING).getFirst())
          .contains("stood still", "reader", "FileInputStream.open", "ProgressWatchTest");
      while (!run.isDone()) {
        try (var _ = new RandomAccessFile(pipe, "rw")) { // which never waits
          Eventually.settles(Duration.ofMillis(20), () -> run.isDone() ? 1 : 0);
        }
      }
      Eventually.result(run);
    }
  }
}
