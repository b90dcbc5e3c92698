package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a stream says of itself.
class StreamTest {
  @RegisterExtension private static final Nodes NODES = new Nodes();

  private static Connection connection() throws IOException, InterruptedException {
    return NODES.closing(Nats.connect(NODES.servers().url(0)));
  }

  @Test
  void aStreamThatTheServersDoNotKnowYetIsAskedAgain() throws Exception {
    Connection connection = connection();
    var asked = new CountDownLatch(1);
    connection.createDispatcher(_ -> asked.countDown()).subscribe("$JS.API.STREAM.INFO.late");
    connection.flush(Duration.ofSeconds(10));
    var stream = new Stream(connection, "late", "late.");
    CompletableFuture<Long> last = CompletableFuture.supplyAsync(() -> lastSequence(stream));
    asked.await();
    var _ = new Streams(connection).open(Streams.named("late", "late."), "late.");
    assertThat(last.join()).isZero();
  }

  @Test
  void aStreamThatIsNotThereIsAnError() throws Exception {
    var stream = new Stream(connection(), "none", "none.");
    assertThatThrownBy(stream::lastSequence)
        .isInstanceOf(IOException.class)
        .hasMessage("stream not found [10059]");
  }

  private static long lastSequence(Stream stream) {
    try {
      return stream.lastSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
