package dev.heddle.cluster;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// Connections to NATS servers.
final class Servers {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Servers() {}

  /// Connects for messages that are not stored.
  ///
  /// @param servers their URLs
  /// @param name as the server shows it
  /// @throws IllegalArgumentException if a URL is wrong
  /// @throws IOException if no server answers; the message says which were tried
  static Connection connect(List<String> servers, String name) throws IOException {
    return connect(servers, new Options.Builder().connectionName(name).connectionTimeout(PATIENCE));
  }

  /// Likewise, with further options: each connection is made again, for ever, when it is lost.
  static Connection connect(List<String> servers, Options.Builder options) throws IOException {
    ServerUrls.require(servers);
    options
        .servers(servers.toArray(String[]::new))
        .reconnectWait(Duration.ofMillis(250))
        .maxReconnects(-1)
        .pingInterval(Duration.ofSeconds(1))
        .maxPingsOut(2)
        .errorListener(new NatsCluster.Errors());
    try {
      return Nats.connect(options.build());
    } catch (IOException e) {
      throw ServerUrls.unreachable(servers, e);
    } catch (InterruptedException e) {
      throw Stream.interrupted(e);
    }
  }

  /// Lets what was sent leave, for a moment, and disconnects.
  static void close(Connection connection) {
    try {
      connection.flush(PATIENCE);
    } catch (TimeoutException | IllegalStateException e) {
      // It is not connected.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
