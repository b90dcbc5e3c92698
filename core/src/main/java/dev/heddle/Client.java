package dev.heddle;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The other end: connects to servers and gives the same [Connection] that a handler gets, on the
/// same engines.
///
/// ```java
/// try (Client client = Client.builder().connectTimeout(Duration.ofSeconds(2)).build();
///     Connection connection = client.connect("127.0.0.1", 7001)) {
///   connection.writeLine("hello");
///   System.out.println(connection.readLine());
/// }
/// ```
///
/// Thread-safe. Closing a client aborts its connections, and so does a loop of its engine that
/// fails; the client itself stays usable, on other loops.
public interface Client extends AutoCloseable {

  static Builder builder() {
    return new Builder();
  }

  /// Connects to a TCP port.
  ///
  /// @throws java.net.UnknownHostException if there is no such host
  /// @throws java.net.ConnectException if nothing listens there, or it cannot be reached
  /// @throws java.net.SocketTimeoutException if there is no answer within the connect timeout, or
  ///   no TLS handshake within [Tls#handshakeTimeout()]
  /// @throws javax.net.ssl.SSLException if the TLS handshake fails
  default Connection connect(String host, int port) throws IOException {
    return connect(new InetSocketAddress(host, port));
  }

  /// Connects to an address: an [InetSocketAddress] or a [java.net.UnixDomainSocketAddress]. The
  /// connection may be used by any thread; on loops it costs least on its own loop, see [#start].
  Connection connect(SocketAddress address) throws IOException;

  /// Connects for a client of one's own: sends the header first, before anything else, also before
  /// TLS. Replaces what [Builder#proxyProtocol] says.
  ///
  /// ```java
  /// client.connect(backend, ProxyHeader.of(accepted.peerAddress(), accepted.localAddress()));
  /// ```
  ///
  /// @throws IllegalArgumentException if the header has more than 65,535 bytes of addresses and
  ///   values, or a Unix path of more than 108 bytes; nothing is connected then
  Connection connect(SocketAddress address, ProxyHeader header) throws IOException;

  /// Connects and runs a handler over the connection on a thread of this client's engine; closes
  /// the connection when the handler ends, as a server does. On `blocking` that thread is the
  /// caller's.
  ///
  /// @return completes when the handler has ended: exceptionally if it threw, or could not connect
  CompletableFuture<Void> start(SocketAddress address, Handler handler);

  /// Runs a task on a thread of this client's engine: on loops, in a virtual thread of one of them,
  /// on which the connections that it opens belong to that loop, too. On `blocking` that thread is
  /// the caller's.
  void execute(Runnable task);

  /// How many connections are open.
  int active();

  /// Aborts its connections. A second call does nothing.
  @Override
  void close();

  /// The settings of a client; [#build()] creates it. Not thread-safe.
  final class Builder {
    private Engine engine = Engine.virtual();
    private final BuilderLimits limits = new BuilderLimits();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private @Nullable BiFunction<SocketAddress, SocketAddress, ProxyHeader> proxyHeaders;
    private @Nullable Tls tls;

    private Builder() {}

    /// The concurrency model; `virtual` by default.
    ///
    /// @throws IllegalStateException if its connections have no thread
    public Builder engine(Engine engine) {
      if (engine.callbacksOnly()) {
        throw new IllegalStateException("the " + engine + " engine has no thread for a client");
      }
      this.engine = engine;
      return this;
    }

    /// The limits, except those that are set by name: what [#changeLimits] and [#idleTimeout] set
    /// stays, whether they are called before or after this.
    public Builder limits(Limits limits) {
      this.limits.replace(limits);
      return this;
    }

    /// Changes single limits: `changeLimits(limits -> limits.withMaxMessageBytes(9_000))`. They
    /// stay as changed when [#limits] is called afterwards: the change is then applied again, to
    /// those limits. Of several changes to one limit, the last counts.
    public Builder changeLimits(UnaryOperator<Limits> change) {
      limits.change(change);
      return this;
    }

    /// Sets [Limits#idleTimeout()], whatever [#limits] says before or after; null for none.
    public Builder idleTimeout(@Nullable Duration timeout) {
      limits.idleTimeout(timeout);
      return this;
    }

    /// How long to wait for a connection; 10 s by default.
    public Builder connectTimeout(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative()) {
        throw new IllegalArgumentException("connectTimeout must be more than zero: " + timeout);
      }
      this.connectTimeout = timeout;
      return this;
    }

    /// Begins each connection with this header, as a proxy does: for a server that requires one,
    /// see [ProxyProtocol].
    public Builder proxyProtocol(ProxyHeader header) {
      Objects.requireNonNull(header);
      return proxyProtocol((_, _) -> header);
    }

    /// Likewise, with the header that `headers` returns for the connection's own address and the
    /// server's. With `ProxyHeader::of`, the server sees the addresses that it would see without a
    /// header: for tests and loads of a server that stands behind a proxy.
    ///
    /// @param headers called on the thread that connects; what it throws, `connect` throws
    public Builder proxyProtocol(BiFunction<SocketAddress, SocketAddress, ProxyHeader> headers) {
      this.proxyHeaders = Objects.requireNonNull(headers);
      return this;
    }

    /// Connects over TLS: a connection is there when its handshake has succeeded, and the server's
    /// certificate is trusted and has the name of the host. Null, the default: in plain text.
    public Builder tls(@Nullable Tls tls) {
      this.tls = tls;
      return this;
    }

    public Client build() {
      return engine.client(new Settings(limits.current(), connectTimeout, proxyHeaders, tls));
    }
  }

  /// The settings of a client, for the engine that it runs on. Immutable.
  ///
  /// @param proxyHeaders what a connection begins with, by its own address and the server's; null
  ///   for nothing
  /// @param tls what is negotiated on each connection; null for plain text
  record Settings(
      Limits limits,
      Duration connectTimeout,
      @Nullable BiFunction<SocketAddress, SocketAddress, ProxyHeader> proxyHeaders,
      @Nullable Tls tls) {}
}
