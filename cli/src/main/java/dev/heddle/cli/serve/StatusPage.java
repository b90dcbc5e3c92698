package dev.heddle.cli.serve;

import dev.heddle.SocketDescriptor;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.http.AllowedHosts;
import dev.heddle.observe.ObservedServer;
import dev.heddle.observe.Observer;
import dev.heddle.observe.Status.NodeStatus;
import dev.heddle.observe.StatusServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How `heddle serve` observes its services, and the address of its status page.
///
/// @param host the page's address; null for no page
/// @param hostText likewise, as it was given
/// @param port 0 for a free one
/// @param given the page's socket, if it is there already
/// @param required whether a port or host was given, so that the page must be there
/// @param token required to view the page; null on loopback only
/// @param names further host names that requests may be for, besides local ones; if there are none
///   and it does not listen on loopback, all hosts are allowed
/// @param slow for how long a handler may be at something before it is named
/// @param nodes of the cluster, for the page
record StatusPage(
    @Nullable InetAddress host,
    String hostText,
    int port,
    @Nullable SocketDescriptor given,
    boolean required,
    @Nullable String token,
    List<String> names,
    Duration slow,
    Supplier<List<NodeStatus>> nodes) {
  private static final Logger LOG = System.getLogger("dev.heddle.cli");

  /// The watching, and the page if there is one.
  record Open(Observer observer, @Nullable StatusServer server) implements AutoCloseable {
    @Override
    public void close() {
      if (server != null) {
        server.close();
      }
      observer.close();
    }
  }

  /// The same, on a socket that is there already.
  StatusPage on(@Nullable SocketDescriptor socket) {
    return new StatusPage(host, hostText, port, socket, required, token, names, slow, nodes);
  }

  /// The same, with the nodes of a cluster.
  StatusPage showing(Supplier<List<NodeStatus>> nodes) {
    return new StatusPage(host, hostText, port, given, required, token, names, slow, nodes);
  }

  /// Begins.
  ///
  /// @throws CommandFailure if the page is required and its address cannot be bound; if it is not
  ///   required, the log says that there is none, and the services run without
  Open open(List<Endpoint> endpoints) throws CommandFailure {
    var observer = Observer.start(endpoints.stream().map(StatusPage::target).toList(), slow);
    observer.showNodes(nodes);
    try {
      return new Open(observer, host == null ? null : serve(observer, host));
    } catch (CommandFailure e) {
      observer.close();
      throw e;
    }
  }

  private @Nullable StatusServer serve(Observer observer, InetAddress address)
      throws CommandFailure {
    try {
      return StatusServer.start(
          observer, new InetSocketAddress(address, port), given, token, hosts(address));
    } catch (IllegalArgumentException e) { // of the socket that was given
      throw CommandFailure.usage("status page: " + e.getMessage() + "; --status-token sets one");
    } catch (IOException e) {
      String problem = "no status page: " + e.getMessage();
      if (e instanceof BindException) {
        problem += "; --status-port 0 takes a free port, --no-status turns it off";
      }
      if (required) {
        throw CommandFailure.impossible(problem);
      }
      LOG.log(Level.WARNING, "{0}", problem);
      return null;
    }
  }

  private AllowedHosts hosts(InetAddress address) {
    AllowedHosts hosts =
        address.isLoopbackAddress() || !names.isEmpty()
            ? AllowedHosts.LOCAL.withPlainNames()
            : AllowedHosts.ANY;
    for (String name : names) {
      hosts = hosts.with(name);
    }
    return hosts;
  }

  private static ObservedServer target(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Tcp tcp -> ObservedServer.of(tcp.server());
      case Endpoint.Udp udp -> ObservedServer.of(udp.server());
    };
  }
}
