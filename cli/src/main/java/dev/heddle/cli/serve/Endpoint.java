package dev.heddle.cli.serve;

import dev.heddle.DatagramServer;
import dev.heddle.Server;
import dev.heddle.ServerStats;
import dev.heddle.services.Service;
import java.time.Duration;

/// A running service, on one of its protocols.
sealed interface Endpoint extends AutoCloseable {
  Service service();

  int port();

  ServerStats stats();

  /// Begins to accept connections, if it has any.
  void accept();

  /// Shuts down gracefully, within `patience`.
  void drain(Duration patience) throws InterruptedException;

  /// Ends at once.
  @Override
  void close();

  /// The service on TCP.
  record Tcp(Service service, Server server) implements Endpoint {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public ServerStats stats() {
      return server.stats();
    }

    @Override
    public void accept() {
      server.accept();
    }

    @Override
    public void drain(Duration patience) throws InterruptedException {
      server.drain(patience);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /// The service on UDP, which has no unfinished messages.
  record Udp(Service service, DatagramServer server) implements Endpoint {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public ServerStats stats() {
      return server.stats();
    }

    @Override
    public void accept() {
      // It answers already; a datagram takes no descriptor.
    }

    @Override
    public void drain(Duration patience) {
      close();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
