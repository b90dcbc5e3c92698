package dev.heddle.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /// Another connection answers as servers do that are not at hand.
  @ParameterizedTest(name = "{1} {0}")
  @CsvSource({
    "400, 10071, Outrun", // what has come first is stored
    "400, 10164, Outrun", // it is on its way to the other servers (nats-server 2.11 and newer)
    "429, 10167, Unknown", // too many requests (2.11 and newer)
    "503, 10163, Unknown",
    "400, 10060, Refused",
  })
  void anErrorOfTheServersIsWhatBecameOfTheMessage(int status, int code, String outcome)
      throws Exception {
    Connection servers = connection();
    String answer =
        "{\"type\":\"io.nats.jetstream.api.v1.pub_ack_response\",\"error\":{\"code\":%d,\"err_code\":%d,\"description\":\"no\"}}"
            .formatted(status, code);
    servers
        .createDispatcher(asked -> servers.publish(asked.getReplyTo(), answer.getBytes(UTF_8)))
        .subscribe("answers.*");
    servers.flush(Duration.ofSeconds(10));
    var stream = new Stream(connection(), "answers", "answers.");
    assertThat(stream.publish("answers.key", 3, new byte[1]).getClass().getSimpleName())
        .isEqualTo(outcome);
  }

  private static long lastSequence(Stream stream) {
    try {
      return stream.lastSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
