package dev.heddle;

import dev.heddle.engine.Driver;
import dev.heddle.engine.Listening;
import dev.heddle.jdk.SafeLog;
import dev.heddle.net.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
/// Its life is drawn at [ServerState]. Thread-safe.
public final class Server implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.heddle.server");

  /// What handlers get to end by themselves once their connections have been aborted.
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(1);

  private final String name;
  private final Driver driver;
  private final ServerHost host;
  private final AtomicReference<ServerState> state = new AtomicReference<>(ServerState.NEW);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Listening listening;
  private final ServerListener listener;

  private Server(Builder builder) throws IOException {
    this.name = builder.name;
    this.listener = builder.listener;
    this.driver = builder.engine.driver();
    driver.retain();
    this.host =
        new ServerHost(
            builder.handlers, builder.protocols, builder.limits, driver, name, this::closeFailed);
    try {
      this.listening = driver.listen(builder.address, host);
    } catch (IOException | RuntimeException | Error e) {
      driver.release();
      host.stop();
      throw e;
    }
    transition(ServerState.RUNNING);
    if (host.failure() != null) {
      close();
    }
    LOG.log(Level.DEBUG, "{0} listens on {1}", name, Addresses.text(address()));
  }

  /// A server that runs a handler for each connection.
  public static Builder builder(Handler handler) {
    Objects.requireNonNull(handler);
    return new Builder(() -> handler, null);
  }

  /// A server that gives each connection a protocol instance of its own. Runs on every engine.
  public static Builder callbacks(Supplier<? extends Protocol> protocols) {
    Objects.requireNonNull(protocols);
    return new Builder(() -> new ProtocolHandler(protocols.get()), protocols);
  }

  /// The address that is bound, with the port that was chosen where 0 was asked for.
  public SocketAddress address() {
    return listening.address();
  }

  /// The TCP port.
  ///
  /// @throws IllegalStateException if the address has none, as those of Unix domain sockets
  public int port() {
    if (address() instanceof InetSocketAddress inet) {
      return inet.getPort();
    }
    throw new IllegalStateException("no port in " + Addresses.text(address()));
  }

  public String name() {
    return name;
  }

  public ServerState state() {
    return state.get();
  }

  /// What it has done so far.
  public ServerStats stats() {
    return host.stats();
  }

  /// The connections that are open, to look at; others may come and go meanwhile.
  public Collection<ConnectionView> connections() {
    return Collections.unmodifiableCollection(host.sessions().open());
  }

  /// How long handlers took.
  public HandlingTimes handlingTimes() {
    return host.handlingTimes();
  }

  /// The bounds that it keeps.
  public Limits limits() {
    return host.limits();
  }

  /// The concurrency model's name.
  public String engineName() {
    return driver.name();
  }

  /// The event loops that the engine has just now, with all that they carry; none on other engines.
  public List<LoopView> loops() {
    return driver.loops();
  }

  /// Why it has closed by itself: accepting, or a loop that serves it, has failed for good. Null if
  /// it has not.
  public @Nullable IOException failure() {
    return host.failure();
  }

  /// Begins to accept, if it was only bound ([Builder#bind()]). Does nothing the second time.
  public void accept() {
    host.admission().open();
  }

  /// Ends in good order: stops accepting, ends each connection at its next message boundary, and
  /// waits for all to end. What is still open after `patience` is aborted and counted as such. A
  /// call while another drain is under way waits for that one.
  ///
  /// @return whether all connections ended by themselves
  public boolean drain(Duration patience) throws InterruptedException {
    if (!tryTransition(ServerState.DRAINING)) {
      awaitTermination();
      return host.abortedBySelf() == 0;
    }
    var event = new DrainEvent();
    event.begin();
    event.server = name;
    event.connections = host.sessions().active();
    listening.close();
    long deadline = System.nanoTime() + Durations.nanos(patience);
    try {
      sayGoodbye(patience);
      host.endInputs();
      host.sessions().awaitNone(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    } finally {
      finish();
      event.aborted = host.abortedBySelf();
      event.commit();
    }
    return host.abortedBySelf() == 0;
  }

  /// Ends at once: stops accepting and aborts what is open. To end in good order, [#drain] first.
  /// Does nothing the second time.
  @Override
  public void close() {
    if (state() != ServerState.CLOSED) {
      listening.close();
      finish();
    }
  }

  /// It cannot go on; where that was before the server ran, its start closes it.
  private void closeFailed() {
    if (state() != ServerState.NEW) {
      close();
    }
  }

  /// Waits until the server is closed.
  public void awaitTermination() throws InterruptedException {
    closed.await();
  }

  /// Waits until the server is closed; false if it is not after `patience`.
  public boolean awaitTermination(Duration patience) throws InterruptedException {
    return closed.await(Durations.nanos(patience), TimeUnit.NANOSECONDS);
  }

  @Override
  public String toString() {
    return name + " on " + Addresses.text(address()) + " (" + driver.name() + ", " + state() + ")";
  }

  private void finish() {
    host.abortAll();
    if (!tryTransition(ServerState.CLOSED)) {
      return;
    }
    try {
      if (!host.sessions().awaitNone(LAST_PATIENCE)) {
        LOG.log(
            Level.WARNING,
            "{0}: {1} handlers still run though their connections are gone",
            name,
            host.sessions().active());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /// Whatever fails here, nobody waits for the end in vain.
  private void end() {
    try {
      host.stop();
      driver.release();
      tellClosed(listener);
    } finally {
      closed.countDown();
    }
  }

  private void tellStarted() {
    try {
      listener.started(this);
    } catch (Throwable e) {
      close(); // nobody else has it
      throw e;
    }
  }

  private void sayGoodbye(Duration patience) throws InterruptedException {
    try {
      listener.draining(patience);
    } catch (RuntimeException | Error e) { // which is no reason to cut everybody off
      SafeLog.error(LOG, name, "the listener failed to say goodbye", e);
    }
  }

  private static void tellClosed(ServerListener listener) {
    try {
      listener.closed();
    } catch (Throwable e) { // the server is closed nevertheless
      SafeLog.error(LOG, "a server's listener", "failed as the server closed", e);
    }
  }

  private void transition(ServerState next) {
    if (!tryTransition(next)) {
      throw new IllegalStateException("a server that is " + state() + " cannot become " + next);
    }
  }

  private boolean tryTransition(ServerState next) {
    ServerState now;
    do {
      now = state.get();
      if (!now.canBecome(next)) {
        return false;
      }
    } while (!state.compareAndSet(now, next));
    return true;
  }

  /// What a server is to be; [#start()] makes it one. Not thread-safe.
  public static final class Builder {
    private final Supplier<Handler> handlers;
    private final @Nullable Supplier<? extends Protocol> protocols;
    private SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Engine engine = Engine.virtual();
    private Limits limits = Limits.DEFAULT;
    private String name = "server";
    private ServerListener listener = new ServerListener() {};
    private int fewestConnections = 1;

    private Builder(Supplier<Handler> handlers, @Nullable Supplier<? extends Protocol> protocols) {
      this.handlers = handlers;
      this.protocols = protocols;
    }

    /// The TCP port on the loopback interface; 0, the default, takes a free one.
    public Builder port(int port) {
      return address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /// The address: an [InetSocketAddress] or a [java.net.UnixDomainSocketAddress].
    public Builder address(SocketAddress address) {
      this.address = Objects.requireNonNull(address);
      return this;
    }

    /// The concurrency model; `virtual` unless told otherwise.
    public Builder engine(Engine engine) {
      this.engine = Objects.requireNonNull(engine);
      return this;
    }

    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits);
      return this;
    }

    /// Changes the limits that there are: `changeLimits(limits -> limits.withBacklog(9))`.
    public Builder changeLimits(UnaryOperator<Limits> change) {
      return limits(change.apply(limits));
    }

    /// Short for [Limits#withIdleTimeout].
    public Builder idleTimeout(@Nullable Duration timeout) {
      return limits(limits.withIdleTimeout(timeout));
    }

    /// Short for [Limits#withMaxConnections].
    public Builder maxConnections(int most) {
      return limits(limits.withMaxConnections(most));
    }

    /// The name in the log.
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name);
      return this;
    }

    /// What goes along with the server's life.
    public Builder listener(ServerListener listener) {
      this.listener = Objects.requireNonNull(listener);
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
    /// @throws IllegalStateException likewise
    public Server start() throws IOException {
      Server server = bind();
      server.accept();
      return server;
    }

    /// Binds; clients may connect, and wait in the backlog until [Server#accept()]. A program that
    /// opens more than this server does so in between: clients that come in a crowd cannot take the
    /// file descriptors that it needs. Returns when the address is bound.
    ///
    /// @throws java.net.BindException if the address cannot be bound; the message names it and says
    ///   why
    /// @throws IllegalStateException if the engine cannot do what is asked of it; the message says
    ///   what
    public Server bind() throws IOException {
      requireSense();
      boolean started = false;
      try {
        listener.starting();
        var server = new Server(this);
        started = true;
        server.tellStarted();
        return server;
      } catch (UncheckedIOException e) { // the engine could not start
        throw e.getCause();
      } finally {
        if (!started) {
          tellClosed(listener);
        }
      }
    }

    private void requireSense() {
      if (engine.callbacksOnly() && protocols == null) {
        throw new IllegalStateException(
            "the "
                + engine
                + " engine has no thread for a Handler; give it a Protocol with Server.callbacks");
      }
      int capacity = engine.driver().capacity();
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
            "the " + engine + " engine cannot refuse anybody while it serves somebody");
      }
    }
  }
}
