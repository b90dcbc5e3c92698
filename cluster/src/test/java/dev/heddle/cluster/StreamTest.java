package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.fixtures.NatsServers;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a stream says of itself.
class StreamTest {

  @Test
  void aStreamThatTheServersDoNotKnowYetIsAskedAgain(@TempDir Path folder) throws Exception {
    try (NatsServers servers = NatsServers.start(1, folder);
        Connection connection = Nats.connect(servers.url(0))) {
      var asked = new CountDownLatch(1);
      connection.createDispatcher(_ -> asked.countDown()).subscribe("$JS.API.STREAM.INFO.late");
      connection.flush(Duration.ofSeconds(10));
      var stream = new Stream(connection, "late", "late.");
      CompletableFuture<Long> last = CompletableFuture.supplyAsync(() -> lastSequence(stream));
      asked.await();
      var _ = new Streams(connection).open(Streams.named("late", "late."), "late.");
      assertThat(last.join()).isZero();
    }
  }

  @Test
  void aStreamThatIsNotThereIsAnError(@TempDir Path folder) throws Exception {
    try (NatsServers servers = NatsServers.start(1, folder);
        Connection connection = Nats.connect(servers.url(0))) {
      var stream = new Stream(connection, "none", "none.");
      assertThatThrownBy(stream::lastSequence)
          .isInstanceOf(IOException.class)
          .hasMessage("stream not found [10059]");
    }
  }

  private static long lastSequence(Stream stream) {
    try {
      return stream.lastSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
