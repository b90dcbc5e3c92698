package dev.heddle;

import dev.heddle.engine.Budget;
import dev.heddle.engine.Driver;
import dev.heddle.engine.IdleWatch;
import dev.heddle.engine.Ids;
import dev.heddle.engine.Sessions;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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
/// Thread-safe. Closing a client aborts what it has open.
public final class Client implements AutoCloseable {
  private final Driver driver;
  private final Limits limits;
  private final Duration connectTimeout;
  private final Sessions sessions = new Sessions();
  private final Budget budget;
  private final @Nullable IdleWatch idleWatch;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Client(Builder builder) {
    this.driver = builder.engine.driver();
    this.limits = builder.limits;
    this.connectTimeout = builder.connectTimeout;
    driver.retain();
    Duration idle = limits.idleTimeout();
    this.budget = Budget.of(limits);
    budget.add(sessions);
    this.idleWatch = idle == null ? null : new IdleWatch(sessions, idle, Durations.text(idle));
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Connects to a TCP port.
  ///
  /// @throws java.net.UnknownHostException if there is no such host
  /// @throws java.net.ConnectException if nobody listens there, or it cannot be reached
  /// @throws java.net.SocketTimeoutException if there is no answer within the connect timeout
  public Connection connect(String host, int port) throws IOException {
    return connect(new InetSocketAddress(host, port));
  }

  /// Connects to an address: an [InetSocketAddress] or a [java.net.UnixDomainSocketAddress]. The
  /// connection may be used by any thread; on loops it costs least on its own loop, see [#start].
  public Connection connect(SocketAddress address) throws IOException {
    requireOpen();
    Transport transport = driver.connect(address, connectTimeout);
    var connection = new Connection(Ids.next(), transport, limits, budget, null);
    var session = new ConnectionSession(connection);
    session.close(); // its thread is the caller's own, never to be interrupted
    connection.onClose(() -> {
      sessions.remove(session);
      connection.share().end();
    });
    sessions.admit();
    sessions.add(session);
    if (closed.get()) {
      connection.abort();
    }
    return connection;
  }

  /// Connects and runs a handler over the connection on a thread of this client's engine; closes
  /// the connection when the handler ends, as a server does. On `blocking` that thread is the
  /// caller's.
  ///
  /// @return completes when the handler has ended: exceptionally if it threw, or could not connect
  public CompletableFuture<Void> start(SocketAddress address, Handler handler) {
    requireOpen();
    var result = new CompletableFuture<Void>();
    driver.start(() -> {
      try (Connection connection = connect(address)) {
        run(handler, connection);
      } catch (Throwable e) {
        result.completeExceptionally(e);
        return;
      }
      result.complete(null);
    });
    return result;
  }

  private static void run(Handler handler, Connection connection) throws Exception {
    try {
      handler.handle(connection);
    } catch (Throwable e) {
      connection.closeAfterFailure(CloseReason.FAILED, e);
      throw e;
    }
  }

  /// Runs a task on a thread of this client's engine: on loops, in a virtual thread of one of them,
  /// on which the connections that it opens belong to that loop, too. On `blocking` that thread is
  /// the caller's.
  public void execute(Runnable task) {
    requireOpen();
    driver.start(task);
  }

  /// How many connections are open.
  public int active() {
    return sessions.active();
  }

  /// Aborts what is open. Does nothing the second time.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) { // what several share is given back once
      sessions.open().forEach(session -> session.close(CloseReason.ABORTED));
      budget.remove(sessions);
      if (idleWatch != null) {
        idleWatch.stop();
      }
      driver.release();
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the client is closed");
    }
  }

  /// What a client is to be; [#build()] makes it one. Not thread-safe.
  public static final class Builder {
    private Engine engine = Engine.virtual();
    private Limits limits = Limits.DEFAULT;
    private Duration connectTimeout = Duration.ofSeconds(10);

    private Builder() {}

    /// The concurrency model; `virtual` unless told otherwise.
    ///
    /// @throws IllegalStateException if its connections have no thread
    public Builder engine(Engine engine) {
      if (engine.callbacksOnly()) {
        throw new IllegalStateException("the " + engine + " engine has no thread for a client");
      }
      this.engine = engine;
      return this;
    }

    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits);
      return this;
    }

    /// How long to wait for a connection; 10 s unless told otherwise.
    public Builder connectTimeout(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative()) {
        throw new IllegalArgumentException("connectTimeout must be more than zero: " + timeout);
      }
      this.connectTimeout = timeout;
      return this;
    }

    public Client build() {
      return new Client(this);
    }
  }
}
