package dev.heddle.observe;

import dev.heddle.ConnectionView;
import dev.heddle.DatagramServer;
import dev.heddle.HandlingTimes;
import dev.heddle.Handshakes;
import dev.heddle.LoopView;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.ServerStats;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A server that is watched, whatever it speaks. Thread-safe.
public sealed interface ObservedServer {

  static ObservedServer of(Server server) {
    return new Tcp(server, server.name());
  }

  static ObservedServer of(DatagramServer server) {
    return new Udp(server, server.name());
  }

  /// The server's name. Among the targets of one [Observer], no two of a protocol have the same: a
  /// number is added to the second.
  String name();

  /// `tcp` or `udp`.
  String protocol();

  SocketAddress address();

  String engine();

  ServerState state();

  ServerStats stats();

  HandlingTimes handlingTimes();

  /// The TLS handshakes so far; null if it serves plain text.
  @Nullable Handshakes handshakes();

  Collection<ConnectionView> connections();

  List<LoopView> loops();

  /// The same server under another name.
  private ObservedServer named(String other) {
    return switch (this) {
      case Tcp tcp -> new Tcp(tcp.server, other);
      case Udp udp -> new Udp(udp.server, other);
    };
  }

  /// The same servers; if two have the same name and protocol, the second gets a number: `server`,
  /// `server-2`.
  static List<ObservedServer> distinct(List<ObservedServer> targets) {
    Set<String> taken = new HashSet<>();
    List<ObservedServer> all = new ArrayList<>();
    for (ObservedServer target : targets) {
      String name = target.name();
      for (int i = 2; !taken.add(name + '/' + target.protocol()); i++) {
        name = target.name() + '-' + i;
      }
      all.add(target.named(name));
    }
    return List.copyOf(all);
  }

  /// On streams: TCP, or a Unix domain socket.
  record Tcp(Server server, String name) implements ObservedServer {
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
    public @Nullable Handshakes handshakes() {
      return server.tls() == null ? null : server.handshakes();
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
  record Udp(DatagramServer server, String name) implements ObservedServer {
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
    public @Nullable Handshakes handshakes() {
      return null;
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
