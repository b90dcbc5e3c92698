package dev.heddle.cli.serve;

import dev.heddle.SocketDescriptor;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Hosts;
import dev.heddle.http.AllowedHosts;
import dev.heddle.net.Addresses;
import dev.heddle.observe.ObservedServer;
import dev.heddle.observe.Observer;
import dev.heddle.observe.Status.NodeStatus;
import dev.heddle.observe.StatusServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How `heddle serve` observes its services, and the address of its status page.
///
/// @param address the page's, with port 0 for a free one, or a Unix domain socket; null for no page
/// @param host that of the address, as it was given
/// @param mode who may connect to a Unix domain socket; null for what the umask says
/// @param given the page's socket, if it is there already
/// @param required whether a port or host was given, so that the page must be there
/// @param token required to view the page; null on loopback and Unix domain sockets only
/// @param names further host names that requests may be for, besides local ones; if there are none
///   and others than this machine reach the page, all hosts are allowed
/// @param slow for how long a handler may be at something before it is named
/// @param nodes of the cluster, for the page
record StatusPage(
    @Nullable SocketAddress address,
    String host,
    @Nullable Set<PosixFilePermission> mode,
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
    return new StatusPage(address, host, mode, socket, required, token, names, slow, nodes);
  }

  /// The same, with the nodes of a cluster.
  StatusPage showing(Supplier<List<NodeStatus>> nodes) {
    return new StatusPage(address, host, mode, given, required, token, names, slow, nodes);
  }

  /// The file that it has on a Unix domain socket; null if it has none.
  @Nullable Path file() {
    return address instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
  }

  /// Begins.
  ///
  /// @throws CommandFailure if the page is required and its address cannot be bound; if it is not
  ///   required, the log says that there is none, and the services run without
  Open open(List<Endpoint> endpoints) throws CommandFailure {
    var observer = Observer.start(endpoints.stream().map(StatusPage::target).toList(), slow);
    observer.showNodes(nodes);
    try {
      return new Open(observer, address == null ? null : serve(observer, address));
    } catch (CommandFailure e) {
      observer.close();
      throw e;
    }
  }

  private @Nullable StatusServer serve(Observer observer, SocketAddress place)
      throws CommandFailure {
    try {
      return start(observer, place);
    } catch (IllegalArgumentException e) { // of the socket that was given
      throw CommandFailure.usage("status page: " + e.getMessage() + "; --status-token sets one");
    } catch (IOException e) {
      String problem = "no status page: " + e.getMessage();
      if (e instanceof BindException) {
        problem += "; " + advice() + "; --no-status turns it off";
      }
      if (required) {
        throw CommandFailure.impossible(problem);
      }
      LOG.log(Level.WARNING, "{0}", problem);
      return null;
    }
  }

  private StatusServer start(Observer observer, SocketAddress place) throws IOException {
    Path file = file();
    if (file == null || given != null) {
      return StatusServer.start(observer, place, given, token, hosts(place));
    }
    SocketAddress free = ListenAddress.free(file);
    StatusServer server = StatusServer.start(observer, free, null, token, hosts(place));
    try {
      ListenAddress.permit(file, mode);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private String advice() {
    Path file = file();
    return file == null ? "--status-port 0 takes a free port" : ListenAddress.advice(file);
  }

  private AllowedHosts hosts(SocketAddress place) {
    boolean local =
        !(place instanceof InetSocketAddress inet) || inet.getAddress().isLoopbackAddress();
    AllowedHosts hosts =
        local || !names.isEmpty() ? AllowedHosts.LOCAL.withPlainNames() : AllowedHosts.ANY;
    for (String name : names) {
      hosts = hosts.with(name);
    }
    return hosts;
  }

  /// Its line in the table of services.
  List<String> row(StatusServer server) {
    return server.address() instanceof InetSocketAddress inet ? row(inet) : row(server.address());
  }

  private static List<String> row(SocketAddress unix) {
    String text = Addresses.text(unix);
    String file = text.substring(text.indexOf(':') + 1);
    return List.of("status", "threads", text, "curl --unix-socket " + file + " http://localhost/");
  }

  private List<String> row(InetSocketAddress inet) {
    String name = given == null ? host : inet.getAddress().getHostAddress();
    String port = Integer.toString(inet.getPort());
    return List.of(
        "status",
        "threads",
        Addresses.text(name, port),
        "http://" + Addresses.text(Hosts.reachable(name), port) + '/');
  }

  private static ObservedServer target(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Tcp tcp -> ObservedServer.of(tcp.server());
      case Endpoint.Udp udp -> ObservedServer.of(udp.server());
    };
  }
}
