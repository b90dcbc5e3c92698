package dev.heddle.observe;

import dev.heddle.ConnectionView;
import dev.heddle.DatagramServer;
import dev.heddle.HandlingTimes;
import dev.heddle.LoopView;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.ServerStats;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;

/// A server that is watched, whatever it speaks. Thread-safe.
public sealed interface Target {

  static Target of(Server server) {
    return new Tcp(server);
  }

  static Target of(DatagramServer server) {
    return new Udp(server);
  }

  String name();

  /// `tcp` or `udp`.
  String protocol();

  SocketAddress address();

  String engine();

  ServerState state();

  ServerStats stats();

  HandlingTimes handlingTimes();

  Collection<ConnectionView> connections();

  List<LoopView> loops();

  /// On streams: TCP, or a Unix domain socket.
  record Tcp(Server server) implements Target {
    @Override
    public String name() {
      return server.name();
    }

    @Override
    public String protocol() {
      return "tcp";
    }

    @Override
    public SocketAddress address() {
      return server.address();
    }

    @Override
    public String engine() {
      return server.engineName();
    }

    @Override
    public ServerState state() {
      return server.state();
    }

    @Override
    public ServerStats stats() {
      return server.stats();
    }

    @Override
    public HandlingTimes handlingTimes() {
      return server.handlingTimes();
    }

    @Override
    public Collection<ConnectionView> connections() {
      return server.connections();
    }

    @Override
    public List<LoopView> loops() {
      return server.loops();
    }
  }

  /// On datagrams.
  record Udp(DatagramServer server) implements Target {
    @Override
    public String name() {
      return server.name();
    }

    @Override
    public String protocol() {
      return "udp";
    }

    @Override
    public SocketAddress address() {
      return server.address();
    }

    @Override
    public String engine() {
      return server.engineName();
    }

    @Override
    public ServerState state() {
      return ServerState.RUNNING;
    }

    @Override
    public ServerStats stats() {
      return server.stats();
    }

    @Override
    public HandlingTimes handlingTimes() {
      return server.handlingTimes();
    }

    @Override
    public Collection<ConnectionView> connections() {
      return List.of();
    }

    @Override
    public List<LoopView> loops() {
      return server.loops();
    }
  }
}
