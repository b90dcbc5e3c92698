package dev.heddle.observe;

import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.SocketDescriptor;
import dev.heddle.http.AllowedHosts;
import dev.heddle.http.Http;
import dev.heddle.http.HttpLimits;
import dev.heddle.http.HttpRequest;
import dev.heddle.http.HttpResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The status page of an observer, the metrics and the health checks, over HTTP. Thread-safe.
///
/// It has platform threads of its own, whatever the services run on: it must answer precisely when
/// they do not. Its files are loaded on first use. It serves 128 connections at once; one more
/// closes the one with the oldest request. 32 of them may be event streams.
public final class StatusServer implements AutoCloseable {
  private static final int CONNECTIONS = 128;
  private static final int STREAMS = 32;

  /// For connections that wait for a place, and for those that are closing.
  private static final int SPARE_THREADS = 16;

  private static final HttpLimits HTTP =
      HttpLimits.DEFAULT
          .withBodyBytes(4096)
          .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration LINGER = Duration.ofMillis(200);

  private final Server server;

  private StatusServer(Server server) {
    this.server = server;
  }

  /// Begins to serve. On loopback, requests for a host name that is not local are refused, as with
  /// [AllowedHosts#LOCAL].
  ///
  /// @param address an [InetSocketAddress], or a [java.net.UnixDomainSocketAddress], whose file
  ///   says who may connect
  /// @param token required to view the page; null only on a loopback address, where every user of
  ///   this machine may view it, and on a Unix domain socket
  /// @throws java.net.BindException if the address cannot be bound
  /// @throws IllegalArgumentException if the address is not loopback and there is no token
  public static StatusServer start(Observer observer, SocketAddress address, @Nullable String token)
      throws IOException {
    AllowedHosts hosts =
        isBeyondThisMachine(address) ? AllowedHosts.ANY : AllowedHosts.LOCAL.withPlainNames();
    return start(observer, address, token, hosts);
  }

  /// Likewise, with the host names that requests may be for.
  public static StatusServer start(
      Observer observer, SocketAddress address, @Nullable String token, AllowedHosts hosts)
      throws IOException {
    return start(observer, address, null, token, hosts);
  }

  /// Starts likewise, on a socket that the process was given.
  ///
  /// @param given null to bind the address
  /// @throws IllegalArgumentException likewise, if the socket's address is not loopback
  public static StatusServer start(
      Observer observer,
      SocketAddress address,
      @Nullable SocketDescriptor given,
      @Nullable String token,
      AllowedHosts hosts)
      throws IOException {
    requireTokenBeyondLoopback(address, token);
    if (token != null && token.isBlank()) {
      throw new IllegalArgumentException("the token is empty");
    }
    Server server =
        Server.builder(new Connections(() -> new StatusHandler(observer, token, hosts)))
            .name("status")
            .engine(Engine.threads(CONNECTIONS + SPARE_THREADS))
            .limits(Limits.DEFAULT.withIdleTimeout(IDLE_TIMEOUT).withLinger(LINGER))
            .address(given == null ? address : given)
            .bind();
    try {
      requireTokenBeyondLoopback(server.address(), token); // of a given socket, only now known
    } catch (IllegalArgumentException e) {
      server.close();
      throw e;
    }
    server.accept();
    return new StatusServer(server);
  }

  private static void requireTokenBeyondLoopback(SocketAddress address, @Nullable String token) {
    if (token == null
        && isBeyondThisMachine(address)
        && address instanceof InetSocketAddress inet) {
      throw new IllegalArgumentException(
          "a token is needed on an address that is not loopback: " + inet.getHostString());
    }
  }

  private static boolean isBeyondThisMachine(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        && (inet.isUnresolved() || !inet.getAddress().isLoopbackAddress());
  }

  /// Serves each connection; what answers is made when the first one comes. Thread-safe.
  private static final class Connections implements Handler {
    private final PageConnections places = new PageConnections(CONNECTIONS, STREAMS);
    private final Supplier<StatusHandler> maker;
    private @Nullable StatusHandler made; // guarded by this

    Connections(Supplier<StatusHandler> maker) {
      this.maker = maker;
    }

    @Override
    public void handle(Connection connection) throws Exception {
      try (var place = places.take(connection)) {
        new Http(request -> answer(request, place), HTTP).handle(connection);
      }
    }

    private HttpResponse answer(HttpRequest request, PageConnections.Place place) throws Exception {
      place.asked();
      try {
        return made().handle(request, place);
      } finally {
        place.answered();
      }
    }

    private synchronized StatusHandler made() {
      StatusHandler existing = made;
      if (existing == null) {
        existing = maker.get();
        made = existing;
      }
      return existing;
    }
  }

  /// The TCP port.
  ///
  /// @throws IllegalStateException if the page is on a Unix domain socket
  public int port() {
    return server.port();
  }

  /// The page's address.
  public SocketAddress address() {
    return server.address();
  }

  /// Ends at once. Does nothing the second time.
  @Override
  public void close() {
    server.close();
  }
}
