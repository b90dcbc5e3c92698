package dev.heddle.cli.serve;

import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.ProxyProtocol;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Hosts;
import dev.heddle.services.Options;
import dev.heddle.services.Pages;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import dev.heddle.services.talk.Console;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How and where services are to run.
///
/// @param engine shared by all
/// @param host the address that they listen on
/// @param idleTimeout zero for none; null for each service's own
/// @param maxConnections for each service; null for no bound
/// @param limits what else bounds each service
/// @param proxyProtocol which clients are proxies; null if none is
/// @param socketMode who may connect to Unix domain sockets; null for what the umask says
/// @param given sockets that are there already
/// @param tls what each TCP connection begins with; null for plain text
/// @param options the services' own settings
record Binding(
    Engine engine,
    InetAddress host,
    @Nullable Duration idleTimeout,
    @Nullable Integer maxConnections,
    LimitOptions limits,
    @Nullable ProxyProtocol proxyProtocol,
    @Nullable Set<PosixFilePermission> socketMode,
    GivenDescriptors given,
    @Nullable Tls tls,
    Options options) {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cli");

  /// How often a free TCP port is tried again whose UDP twin turned out to be taken.
  private static final int TRIES = 10;

  /// The same, with a user at the console.
  Binding withConsole(Console console) {
    return with(given, options.withConsole(console));
  }

  /// The same, for services that begin anew.
  Binding again(GivenDescriptors sockets) {
    return with(sockets, options.withPages(new Pages()));
  }

  private Binding with(GivenDescriptors sockets, Options settings) {
    return new Binding(
        engine,
        host,
        idleTimeout,
        maxConnections,
        limits,
        proxyProtocol,
        socketMode,
        sockets,
        tls,
        settings);
  }

  /// Does what can be done before they are bound, and finds out what would keep them from starting.
  /// For those that the engine cannot carry, nothing is done: [#start] says so.
  ///
  /// @throws CommandFailure if something would
  void prepare(List<Placement> services) throws CommandFailure {
    for (Placement each : services) {
      Service service = each.service();
      try {
        if (isCarried(service)) {
          Services.prepare(service, options.withAddress(host));
        }
      } catch (IOException e) {
        throw CommandFailure.impossible(service.name() + ": " + e.getMessage());
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage(service.name() + ": " + e.getMessage());
      }
    }
  }

  private boolean isCarried(Service service) {
    Server.Builder builder = builder(service);
    try {
      builder.check();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /// Binds all of them, or none; they accept after [Endpoint#accept].
  List<Endpoint> start(List<Placement> services) throws CommandFailure {
    return start(services, null);
  }

  /// Binds all of them except those that the engine cannot carry, or none.
  ///
  /// @param leftOut receives the services that the engine cannot carry, and why; if null, there
  ///   must be none
  /// @throws CommandFailure if one cannot be bound, or the engine can carry none
  List<Endpoint> start(List<Placement> services, @Nullable Consumer<String> leftOut)
      throws CommandFailure {
    var started = new ArrayList<Endpoint>();
    String lastOut = null;
    given.nameAll(services);
    try {
      for (Placement each : services) {
        try {
          start(each, started);
        } catch (IllegalStateException e) {
          String what = each.service() + ": " + e.getMessage();
          if (leftOut == null) {
            throw CommandFailure.usage(what);
          }
          leftOut.accept(what);
          lastOut = what;
        }
      }
      if (started.isEmpty() && lastOut != null) {
        throw CommandFailure.usage(lastOut);
      }
      given.requireAllTaken();
      tellWhatTlsLeavesOut(services);
      return started;
    } catch (CommandFailure | RuntimeException e) {
      started.forEach(Endpoint::close);
      throw e;
    }
  }

  private void tellWhatTlsLeavesOut(List<Placement> services) {
    List<String> udp =
        services.stream()
            .map(Placement::service)
            .filter(service -> service.udp() != null)
            .map(Service::name)
            .toList();
    if (tls != null && !udp.isEmpty()) {
      LOG.log(Level.INFO, "not on UDP, which has no TLS: {0}", String.join(", ", udp));
    }
  }

  private void start(Placement placement, List<Endpoint> started) throws CommandFailure {
    Service service = placement.service();
    try {
      started.addAll(pair(placement));
    } catch (BindException e) {
      throw CommandFailure.impossible(
          service.name() + ": " + e.getMessage() + "; " + advice(placement, e.getMessage()));
    } catch (IOException e) {
      throw CommandFailure.impossible(service.name() + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(service.name() + ": " + e.getMessage());
    }
  }

  private List<Endpoint> pair(Placement placement) throws IOException {
    Service service = placement.service();
    for (int tries = 1; ; tries++) {
      Server tcp = tcp(placement);
      try {
        DatagramServer udp = udp(service, tcp.address());
        return udp == null
            ? List.of(new Endpoint.Tcp(service, tcp))
            : List.of(new Endpoint.Tcp(service, tcp), new Endpoint.Udp(service, udp));
      } catch (BindException e) {
        tcp.close();
        if (placement.port() != 0 || tries == TRIES) {
          throw e;
        }
      } catch (IOException | RuntimeException e) {
        tcp.close();
        throw e;
      }
    }
  }

  private @Nullable Duration idleTimeout(Service service) {
    Duration timeout = idleTimeout == null ? service.idleTimeout() : idleTimeout;
    return timeout.isZero() ? null : timeout;
  }

  private Server tcp(Placement placement) throws IOException {
    Service service = placement.service();
    Server server = builder(service).address(address(placement)).bind();
    Path path = placement.path();
    if (path != null && server.address() instanceof UnixDomainSocketAddress) {
      permit(server, path);
    }
    return server;
  }

  private Server.Builder builder(Service service) {
    Server.Builder builder =
        service
            .tcp()
            .apply(options.withAddress(host))
            .name(service.name())
            .engine(engine)
            .idleTimeout(idleTimeout(service))
            .tls(tls);
    if (maxConnections != null) {
      builder.maxConnections(maxConnections);
    }
    if (proxyProtocol != null) {
      builder.proxyProtocol(proxyProtocol);
    }
    limits.apply(builder);
    return builder;
  }

  private void permit(Server server, Path path) throws IOException {
    try {
      ListenAddress.permit(path, socketMode);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /// The socket that was given for the service, or else the address to bind.
  private SocketAddress address(Placement placement) throws IOException {
    SocketAddress socket = given.take(placement.service().name(), false);
    Path path = placement.path();
    if (socket != null) {
      return socket;
    }
    return path == null ? new InetSocketAddress(host, placement.port()) : ListenAddress.free(path);
  }

  /// @return null if the service or the engine has no datagrams, or TLS is asked for, which they
  ///   cannot have
  private @Nullable DatagramServer udp(Service service, SocketAddress tcp) throws IOException {
    if (service.udp() == null || tls != null) {
      return null;
    }
    SocketAddress socket = given.take(service.name(), true);
    if (socket == null && tcp instanceof InetSocketAddress inet) {
      socket = new InetSocketAddress(host, inet.getPort());
    }
    if (socket == null) {
      return null;
    }
    try {
      return limits
          .apply(DatagramServer.builder(service.udp().apply(options)))
          .name(service.name())
          .engine(engine)
          .address(socket)
          .start();
    } catch (UnsupportedOperationException e) {
      return null;
    }
  }

  private String advice(Placement placement, @Nullable String cause) {
    Service service = placement.service();
    if (placement.path() != null) {
      return ListenAddress.advice(placement.path());
    }
    String missing = Hosts.missingInterface(host);
    if (missing != null) {
      return missing;
    }
    if (cause != null && cause.contains("Permission denied")) {
      return "choose a port above 1023, as in " + service + ":" + service.port();
    }
    if (cause != null && cause.contains("assign")) {
      return "choose an address of this machine with --host";
    }
    return "stop what listens there, or take a free port: heddle serve " + service + ":0";
  }
}
