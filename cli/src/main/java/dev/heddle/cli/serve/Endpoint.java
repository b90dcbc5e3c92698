package dev.heddle.cli.serve;

import dev.heddle.DatagramServer;
import dev.heddle.Server;
import dev.heddle.ServerStats;
import dev.heddle.services.Service;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

/// A running service, on one of its protocols.
sealed interface Endpoint extends AutoCloseable {
  Service service();

  /// Where it listens.
  SocketAddress address();

  /// The port; -1 if it listens on a Unix domain socket.
  default int port() {
    return address() instanceof InetSocketAddress inet ? inet.getPort() : -1;
  }

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
    public SocketAddress address() {
      return server.address();
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
    public SocketAddress address() {
      return server.address();
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
