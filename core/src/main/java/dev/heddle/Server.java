package dev.heddle;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A service on an address, run by an engine.
///
/// ```java
/// try (Server server = Server.builder(echo).port(7001).engine(Engine.loops()).start()) {
///   server.awaitTermination();
/// }
/// ```
///
/// Its lifecycle is drawn at [ServerState]. Thread-safe.
public interface Server extends AutoCloseable {

  /// A server that runs a handler for each connection.
  static Builder builder(Handler handler) {
    Objects.requireNonNull(handler);
    return new Builder(handler, null, null);
  }

  /// A server that gives each connection a protocol instance of its own. Runs on every engine.
  static Builder callbacks(Supplier<? extends Protocol> protocols) {
    Objects.requireNonNull(protocols);
    return new Builder(null, protocols, null);
  }

  /// A server that gives each connection an instance of its own, and that whole messages of up to
  /// [Limits#maxMessageBytes()]. Runs on every engine.
  ///
  /// ```java
  /// Server.callbacks(Framing.lines(), () -> (line, outbox) -> outbox.sendLine("ECHO: " + line));
  /// ```
  ///
  /// @param framing what a message is
  static <M> Builder callbacks(
      Framing<M> framing, Supplier<? extends MessageProtocol<M>> protocols) {
    return new Builder(null, null, new Framed<>(framing, protocols));
  }

  /// The address that is bound, with the port that was chosen if 0 was requested.
  SocketAddress address();

  /// The TCP port.
  ///
  /// @throws IllegalStateException if the address has none, as those of Unix domain sockets
  int port();

  String name();

  ServerState state();

  /// What it has done so far.
  ServerStats stats();

  /// The connections that are open, for display; others may come and go meanwhile.
  Collection<ConnectionView> connections();

  /// How long handlers took.
  HandlingTimes handlingTimes();

  /// What it negotiates on each connection; null if it serves plain text.
  @Nullable Tls tls();

  /// The TLS handshakes so far.
  Handshakes handshakes();

  /// The bounds that it keeps.
  Limits limits();

  /// The concurrency model's name.
  String engineName();

  /// The event loops that the engine has just now, with all that they carry; none on other engines.
  List<LoopView> loops();

  /// Why it has closed on its own: accepting, or a loop that serves it, has failed for good. Null
  /// if it has not.
  @Nullable IOException failure();

  /// Begins to accept, if it was only bound ([Builder#bind()]). Does nothing the second time.
  void accept();

  /// Shuts down gracefully: stops accepting, ends each connection at its next message boundary, and
  /// waits for all to end. What is still open after `patience` is aborted and counted as such. A
  /// call while another drain is under way waits for that one. Not for handlers and callbacks,
  /// whose own connection it would wait for: they start a thread for it.
  ///
  /// @return whether all connections ended by themselves
  boolean drain(Duration patience) throws InterruptedException;

  /// Ends at once: stops accepting and aborts what is open. To shut down gracefully, [#drain]
  /// first. Does nothing the second time. A handler or callback may call it: its own connection is
  /// gone when it has returned.
  @Override
  void close();

  /// Waits until the server is closed.
  void awaitTermination() throws InterruptedException;

  /// Waits until the server is closed; false if it is not after `patience`.
  boolean awaitTermination(Duration patience) throws InterruptedException;

  /// The settings of a server; [#start()] starts it. Not thread-safe.
  final class Builder {
    private final @Nullable Handler handler;
    private final @Nullable Supplier<? extends Protocol> protocols;
    private final @Nullable Framed<?> framed;
    private SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Engine engine = Engine.virtual();
    private final BuilderLimits limits = new BuilderLimits();
    private String name = "server";
    private ServerListener listener = new ServerListener() {};
    private int fewestConnections = 1;
    private @Nullable ProxyProtocol proxyProtocol;
    private @Nullable Tls tls;

    private Builder(
        @Nullable Handler handler,
        @Nullable Supplier<? extends Protocol> protocols,
        @Nullable Framed<?> framed) {
      this.handler = handler;
      this.protocols = protocols;
      this.framed = framed;
    }

    /// The TCP port on the loopback interface; 0, the default, takes a free one.
    public Builder port(int port) {
      return address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /// The address: an [InetSocketAddress], a [java.net.UnixDomainSocketAddress], or a socket that
    /// the process was given ([SocketDescriptor]).
    public Builder address(SocketAddress address) {
      this.address = Objects.requireNonNull(address);
      return this;
    }

    /// The concurrency model; `virtual` by default.
    public Builder engine(Engine engine) {
      this.engine = Objects.requireNonNull(engine);
      return this;
    }

    /// The limits, except those that are set by name: what [#changeLimits], [#idleTimeout] and
    /// [#maxConnections] set stays, whether they are called before or after this.
    public Builder limits(Limits limits) {
      this.limits.replace(limits);
      return this;
    }

    /// Changes single limits: `changeLimits(limits -> limits.withBacklog(9))`. They stay as changed
    /// when [#limits] is called afterwards: the change is then applied again, to those limits. Of
    /// several changes to one limit, the last counts.
    public Builder changeLimits(UnaryOperator<Limits> change) {
      limits.change(change);
      return this;
    }

    /// Sets [Limits#idleTimeout()], whatever [#limits] says before or after; null for none.
    public Builder idleTimeout(@Nullable Duration timeout) {
      limits.idleTimeout(timeout);
      return this;
    }

    /// Sets [Limits#maxConnections()], whatever [#limits] says before or after.
    public Builder maxConnections(int most) {
      return changeLimits(limits -> limits.withMaxConnections(most));
    }

    /// The name in the log.
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name);
      return this;
    }

    /// Which clients are proxies that begin each connection with a [ProxyHeader]. Default: none,
    /// and a header is like any other bytes.
    public Builder proxyProtocol(ProxyProtocol proxies) {
      this.proxyProtocol = Objects.requireNonNull(proxies);
      return this;
    }

    /// Follows the server's lifecycle.
    public Builder listener(ServerListener listener) {
      this.listener = Objects.requireNonNull(listener);
      return this;
    }

    /// Serves over TLS: each connection begins with a handshake, and the handler runs when that has
    /// succeeded. Null, the default: in plain text.
    public Builder tls(@Nullable Tls tls) {
      this.tls = tls;
      return this;
    }

    /// How many concurrent connections the service needs: an engine or a limit that allows fewer is
    /// rejected at the start. Default: 1.
    public Builder fewestConnections(int fewest) {
      if (fewest < 1) {
        throw new IllegalArgumentException("fewest < 1: " + fewest);
      }
      this.fewestConnections = fewest;
      return this;
    }

    /// Binds and begins to serve; returns when the address is bound.
    ///
    /// @throws java.net.BindException as [#bind()] does
    /// @throws java.net.UnknownHostException likewise
    /// @throws IllegalStateException likewise
    /// @throws IllegalArgumentException likewise
    public Server start() throws IOException {
      Server server = bind();
      server.accept();
      return server;
    }

    /// Checks whether the engine supports these settings, as [#bind()] does; binds nothing.
    ///
    /// @throws IllegalStateException if it does not; the message says why
    public Builder check() {
      requireSense(limits.current());
      return this;
    }

    /// Binds; clients may connect, and wait in the backlog until [Server#accept()]. A program that
    /// opens more than this server does so in between: a crowd of clients cannot take the file
    /// descriptors that it needs. Returns when the address is bound.
    ///
    /// @throws java.net.BindException if the address cannot be bound; the message names it and says
    ///   why
    /// @throws java.net.UnknownHostException if there is no such host
    /// @throws IllegalStateException if the engine does not support the settings; the message says
    ///   why
    /// @throws IllegalArgumentException if the JDK does not know a protocol version or cipher suite
    ///   of [#tls]
    public Server bind() throws IOException {
      requireSense(limits.current());
      return engine.bind(
          new Settings(
              handler,
              protocols,
              framed,
              address,
              limits.current(),
              name,
              listener,
              proxyProtocol,
              tls));
    }

    private void requireSense(Limits limits) {
      if (engine.callbacksOnly() && tls != null) {
        throw new IllegalStateException("the " + engine + " engine does not support TLS");
      }
      if (engine.callbacksOnly() && handler != null) {
        throw new IllegalStateException(
            "the "
                + engine
                + " engine has no thread for a Handler; give it a Protocol with Server.callbacks");
      }
      int capacity = engine.capacity();
      int most = Math.min(capacity, limits.maxConnections());
      if (most < fewestConnections) {
        throw new IllegalStateException(
            "needs at least "
                + fewestConnections
                + " concurrent clients; "
                + (capacity < fewestConnections ? "the " + engine + " engine" : "maxConnections")
                + " allows "
                + most);
      }
      if (capacity == 1
          && limits.maxConnections() != Limits.UNLIMITED
          && limits.maxConnections() > 1) {
        throw new IllegalStateException(
            "the "
                + engine
                + " engine serves one connection at a time: maxConnections cannot be "
                + limits.maxConnections());
      }
      if (capacity == 1 && limits.whenFull() == FullPolicy.REFUSE) {
        throw new IllegalStateException(
            "the "
                + engine
                + " engine serves one connection at a time: it cannot reject the others");
      }
    }
  }

  /// The settings of a server, for the engine that runs it. Immutable.
  ///
  /// One of the first three is given.
  ///
  /// @param handler what serves each connection
  /// @param protocols makes what serves one connection by callbacks
  /// @param framed makes what serves one connection by callbacks that get whole messages
  /// @param proxyProtocol which clients send a [ProxyHeader]; null for none
  /// @param tls what is negotiated first; null for plain text
  record Settings(
      @Nullable Handler handler,
      @Nullable Supplier<? extends Protocol> protocols,
      @Nullable Framed<?> framed,
      SocketAddress address,
      Limits limits,
      String name,
      ServerListener listener,
      @Nullable ProxyProtocol proxyProtocol,
      @Nullable Tls tls) {}

  /// A service as callbacks that get whole messages. Immutable.
  ///
  /// @param framing what a message is
  /// @param protocols makes what serves one connection
  record Framed<M>(Framing<M> framing, Supplier<? extends MessageProtocol<M>> protocols) {
    public Framed {
      Objects.requireNonNull(framing);
      Objects.requireNonNull(protocols);
    }
  }
}
