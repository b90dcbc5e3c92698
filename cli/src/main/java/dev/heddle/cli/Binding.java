package dev.heddle.cli;

import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.services.Options;
import dev.heddle.services.Service;
import dev.heddle.services.talk.Console;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How and where services are to run.
///
/// @param engine shared by all
/// @param host where they listen
/// @param port the port, or null for each service's own
/// @param idleTimeout zero for none; null for each service's own
/// @param maxConnections for each service; null for no bound
/// @param options the services' own settings
record Binding(
    Engine engine,
    InetAddress host,
    @Nullable Integer port,
    @Nullable Duration idleTimeout,
    @Nullable Integer maxConnections,
    Options options) {
  /// How often a free TCP port is tried again whose UDP twin turned out to be taken.
  private static final int TRIES = 10;

  /// The same, with somebody at the console.
  Binding withConsole(Console console) {
    return new Binding(
        engine, host, port, idleTimeout, maxConnections, options.withConsole(console));
  }

  /// Starts all of them, or none.
  List<Endpoint> start(List<Service> services) throws Failure {
    return start(services, null);
  }

  /// Starts all of them but those that the engine cannot carry, or none.
  ///
  /// @param leftOut is told of the former, and why; if null, there must be none
  List<Endpoint> start(List<Service> services, @Nullable Consumer<String> leftOut) throws Failure {
    var started = new ArrayList<Endpoint>();
    try {
      for (Service service : services) {
        try {
          start(service, started);
        } catch (IllegalStateException e) {
          String what = service.name() + ": " + e.getMessage();
          if (leftOut == null) {
            throw Failure.usage(what);
          }
          leftOut.accept(what);
        }
      }
      return started;
    } catch (Failure | RuntimeException e) {
      started.forEach(Endpoint::close);
      throw e;
    }
  }

  private void start(Service service, List<Endpoint> started) throws Failure {
    try {
      started.addAll(pair(service));
    } catch (BindException e) {
      throw Failure.impossible(
          service.name() + ": " + e.getMessage() + "; " + advice(service, e.getMessage()));
    } catch (IOException e) {
      throw Failure.impossible(service.name() + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw Failure.usage(service.name() + ": " + e.getMessage());
    }
  }

  private List<Endpoint> pair(Service service) throws IOException {
    for (int tries = 1; ; tries++) {
      Server tcp = tcp(service);
      try {
        DatagramServer udp = udp(service, tcp.port());
        return udp == null
            ? List.of(new Endpoint.Tcp(service, tcp))
            : List.of(new Endpoint.Tcp(service, tcp), new Endpoint.Udp(service, udp));
      } catch (BindException e) {
        tcp.close();
        if (port == null || port != 0 || tries == TRIES) {
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

  private Server tcp(Service service) throws IOException {
    Server.Builder builder =
        service
            .tcp()
            .apply(options.withAddress(host))
            .name(service.name())
            .engine(engine)
            .idleTimeout(idleTimeout(service))
            .address(new InetSocketAddress(host, port == null ? service.port() : port));
    if (maxConnections != null) {
      builder.maxConnections(maxConnections);
    }
    return builder.start();
  }

  /// @return null where the service or the engine has no datagrams
  private @Nullable DatagramServer udp(Service service, int port) throws IOException {
    if (service.udp() == null) {
      return null;
    }
    try {
      return DatagramServer.builder(service.udp().apply(options))
          .name(service.name())
          .engine(engine)
          .address(new InetSocketAddress(host, port))
          .start();
    } catch (UnsupportedOperationException e) {
      return null;
    }
  }

  private static String advice(Service service, @Nullable String cause) {
    if (cause != null && cause.contains("Permission denied")) {
      return "choose a port above 1023 with --port";
    }
    if (cause != null && cause.contains("assign")) {
      return "choose an address of this machine with --host";
    }
    return "end what listens there, or take a free port: heddle serve " + service + " --port 0";
  }
}
