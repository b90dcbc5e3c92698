package dev.heddle.observe;

import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.services.http.Http;
import dev.heddle.services.http.HttpLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The status page of an observer, the metrics and the health checks, over HTTP. Thread-safe.
///
/// It has platform threads of its own, whatever the services run on: it must answer just when those
/// do not. What it shows is loaded when it is first asked for.
public final class StatusServer implements AutoCloseable {
  private static final int THREADS = 32;
  private static final int BODY_BYTES = 4096;
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration LINGER = Duration.ofMillis(200);

  private final Server server;

  private StatusServer(Server server) {
    this.server = server;
  }

  /// Begins to serve.
  ///
  /// @param token who knows it may see the page; null only on a loopback address, where everybody
  ///   on this machine may
  /// @throws java.net.BindException if the address cannot be bound
  /// @throws IllegalArgumentException if the address is not loopback and there is no token
  public static StatusServer start(
      Observer observer, InetSocketAddress address, @Nullable String token) throws IOException {
    if (token == null && (address.isUnresolved() || !address.getAddress().isLoopbackAddress())) {
      throw new IllegalArgumentException(
          "a token is needed on an address that is not loopback: " + address.getHostString());
    }
    if (token != null && token.isBlank()) {
      throw new IllegalArgumentException("the token is empty");
    }
    return new StatusServer(
        Server.builder(new Lazy(() -> http(observer, token)))
            .name("status")
            .engine(Engine.threads(THREADS))
            .limits(Limits.DEFAULT.withIdleTimeout(IDLE_TIMEOUT).withLinger(LINGER))
            .address(address)
            .start());
  }

  private static Handler http(Observer observer, @Nullable String token) {
    return new Http(
        new StatusHandler(observer, token), HttpLimits.DEFAULT.withBodyBytes(BODY_BYTES));
  }

  /// A handler that is made when the first connection comes. Thread-safe.
  private static final class Lazy implements Handler {
    private final Supplier<Handler> maker;
    private @Nullable Handler made; // guarded by this

    Lazy(Supplier<Handler> maker) {
      this.maker = maker;
    }

    @Override
    public void handle(Connection connection) throws Exception {
      made().handle(connection);
    }

    private synchronized Handler made() {
      Handler existing = made;
      if (existing == null) {
        existing = maker.get();
        made = existing;
      }
      return existing;
    }
  }

  /// The TCP port.
  public int port() {
    return server.port();
  }

  /// Ends at once. Does nothing the second time.
  @Override
  public void close() {
    server.close();
  }
}
