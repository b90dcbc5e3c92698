package dev.heddle.cluster;

import dev.heddle.load.crew.CrewJson;
import dev.heddle.load.crew.CrewLink;
import dev.heddle.load.crew.CrewMessage.Hello;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A worker that waits at NATS servers until a load claims it; see [LoadWorkers]. Belongs to one
/// thread; any may close it.
public final class WaitingWorker implements AutoCloseable {
  private static final Duration SAY = Duration.ofSeconds(1);
  private static final Duration NOTHING = Duration.ofMillis(1);

  private final String id = UUID.randomUUID().toString();
  private final Connection connection;
  private final Subscription claims;
  private final byte[] hello;
  private volatile boolean over;

  private WaitingWorker(Connection connection, Hello hello) {
    this.connection = connection;
    this.hello = CrewJson.encode(hello).getBytes(StandardCharsets.UTF_8);
    this.claims = connection.subscribe(LoadWorkers.CLAIM + id);
  }

  /// Connects.
  ///
  /// @param servers their URLs, such as `nats://127.0.0.1:4222`
  /// @param hello how it introduces itself
  /// @throws IllegalArgumentException if a URL is wrong
  /// @throws IOException if no server answers; the message says which were tried
  public static WaitingWorker connect(List<String> servers, Hello hello) throws IOException {
    return new WaitingWorker(Servers.connect(servers, "heddle worker"), hello);
  }

  /// Waits until a load claims this worker.
  ///
  /// @return the link to it; null if this was closed
  public @Nullable CrewLink next() throws IOException {
    try {
      rejectOldClaims();
      while (!over) {
        connection.publish(LoadWorkers.FREE + id, hello);
        Message claim = claims.nextMessage(SAY);
        if (claim != null && claim.getReplyTo() != null) {
          String run = new String(claim.getData(), StandardCharsets.UTF_8);
          var link = new NatsLink(connection, LoadWorkers.down(run, id), LoadWorkers.up(run, id));
          answer(claim, LoadWorkers.YES);
          return link;
        }
      }
      return null;
    } catch (IllegalStateException | IllegalArgumentException e) {
      if (over) {
        return null;
      }
      throw new IOException("NATS: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw Stream.interrupted(e);
    }
  }

  /// Those who have asked while it worked for another load wait no more.
  private void rejectOldClaims() throws InterruptedException {
    for (Message old; (old = claims.nextMessage(NOTHING)) != null; ) {
      answer(old, "no");
    }
  }

  private void answer(Message claim, String answer) {
    if (claim.getReplyTo() != null) {
      connection.publish(claim.getReplyTo(), answer.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Disconnects; what was sent before has left.
  @Override
  public void close() {
    over = true;
    Servers.close(connection);
  }
}
