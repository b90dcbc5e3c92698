package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server tells the Flight Recorder.
class FlightRecorderTest {
  @TempDir Path folder;

  @Test
  void connectionsAndDrainsAreRecorded() throws Exception {
    Path file = folder.resolve("recording.jfr");
    try (var recording = new Recording()) {
      recording.enable("dev.heddle.ConnectionOpen");
      recording.enable("dev.heddle.ConnectionClose");
      recording.enable("dev.heddle.Drain");
      recording.start();
      serve();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .containsExactlyInAnyOrder(
            "dev.heddle.ConnectionOpen", "dev.heddle.ConnectionClose", "dev.heddle.Drain");
    for (RecordedEvent event : events) {
      assertThat(event.getString("server")).isEqualTo("recorded");
      if (event.getEventType().getName().endsWith("Close")) {
        assertThat(event.getString("reason")).isEqualTo("ENDED");
        assertThat(event.getLong("bytesIn")).isEqualTo(3);
        assertThat(event.getDuration("age")).isPositive();
      }
    }
  }

  private static void serve() throws IOException, InterruptedException {
    Handler reads = c -> c.readExactly(3);
    try (Server server = Server.builder(reads).name("recorded").start()) {
      try (var socket = new Socket("127.0.0.1", server.port())) {
        socket.getOutputStream().write(new byte[3]);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      Eventually.that("it is over", () -> server.stats().closedTotal() == 1);
      server.drain(Duration.ofSeconds(1));
    }
  }
}
