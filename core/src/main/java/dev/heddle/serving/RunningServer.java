package dev.heddle.serving;

import dev.heddle.ConnectionView;
import dev.heddle.Handler;
import dev.heddle.HandlingTimes;
import dev.heddle.Handshakes;
import dev.heddle.Limits;
import dev.heddle.LoopView;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.ServerState;
import dev.heddle.ServerStats;
import dev.heddle.Tls;
import dev.heddle.connection.FramedProtocol;
import dev.heddle.connection.ProtocolHandler;
import dev.heddle.jdk.SafeLog;
import dev.heddle.net.Addresses;
import dev.heddle.net.Sockets;
import dev.heddle.text.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import org.jspecify.annotations.Nullable;

/// A [Server] on an engine: its life is drawn at [ServerState]. Thread-safe.
public final class RunningServer implements Server {
  private static final Logger LOG = System.getLogger("dev.heddle.server");

  /// What handlers get to end by themselves once their connections have been aborted.
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(1);

  private final String name;
  private final ServingEngine engine;
  private final ServerHost host;
  private final AtomicReference<ServerState> state = new AtomicReference<>(ServerState.NEW);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Thread telling; // the listener what happens
  private final @Nullable Tls tls;
  private final BoundAddress listening;
  private final ServerListener listener;

  private RunningServer(ServingEngine engine, Settings settings) throws IOException {
    this.name = settings.name();
    this.listener = settings.listener();
    this.engine = engine;
    this.tls = settings.tls();
    if (tls != null) {
      tls.check();
    }
    engine.retain();
    Supplier<? extends Protocol> protocols = protocols(settings);
    Handler answerer = settings.handler();
    this.host =
        new ServerHost(
            handlers(settings.handler(), protocols),
            protocols,
            settings.limits(),
            settings.proxyProtocol(),
            engine,
            name,
            tls,
            () -> answerer == null ? null : answerer.plainTextAnswer(),
            this::closeFailed);
    try {
      Sockets.requireBindable(settings.address());
      this.listening = engine.listen(settings.address(), host);
    } catch (IOException | RuntimeException | Error e) {
      engine.release();
      host.stop();
      throw e;
    }
    transition(ServerState.RUNNING);
    if (host.failure() != null) {
      close();
    }
    LOG.log(Level.DEBUG, "{0} listens on {1}", name, Addresses.text(address()));
  }

  /// Binds; see [Builder#bind()].
  static Server bind(ServingEngine engine, Settings settings) throws IOException {
    boolean started = false;
    try {
      settings.listener().starting();
      var server = new RunningServer(engine, settings);
      started = true;
      server.tellStarted();
      return server;
    } catch (UncheckedIOException e) { // the engine could not start
      throw e.getCause();
    } finally {
      if (!started) {
        tellClosed(settings.listener());
      }
    }
  }

  private static @Nullable Supplier<? extends Protocol> protocols(Settings settings) {
    Framed<?> framed = settings.framed();
    return framed == null
        ? settings.protocols()
        : framed(framed, settings.limits().maxMessageBytes());
  }

  private static <M> Supplier<Protocol> framed(Framed<M> framed, int maxMessageBytes) {
    return () -> new FramedProtocol<>(framed.framing(), framed.protocols().get(), maxMessageBytes);
  }

  private static Supplier<Handler> handlers(
      @Nullable Handler handler, @Nullable Supplier<? extends Protocol> protocols) {
    if (protocols != null) {
      return () -> new ProtocolHandler(protocols.get());
    }
    Handler same = Objects.requireNonNull(handler);
    return () -> same;
  }

  @Override
  public SocketAddress address() {
    return listening.address();
  }

  @Override
  public int port() {
    if (address() instanceof InetSocketAddress inet) {
      return inet.getPort();
    }
    throw new IllegalStateException("no port in " + Addresses.text(address()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ServerState state() {
    return state.get();
  }

  @Override
  public ServerStats stats() {
    return host.stats();
  }

  @Override
  public Collection<ConnectionView> connections() {
    return Collections.unmodifiableCollection(host.sessions().open());
  }

  @Override
  public HandlingTimes handlingTimes() {
    return host.handlingTimes();
  }

  @Override
  public @Nullable Tls tls() {
    return tls;
  }

  @Override
  public Handshakes handshakes() {
    return host.handshakes();
  }

  @Override
  public Limits limits() {
    return host.limits();
  }

  @Override
  public String engineName() {
    return engine.name();
  }

  @Override
  public List<LoopView> loops() {
    return engine.loopViews();
  }

  @Override
  public @Nullable IOException failure() {
    return host.failure();
  }

  @Override
  public void accept() {
    host.admission().open();
  }

  @Override
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

  @Override
  public void close() {
    if (state() != ServerState.CLOSED) {
      listening.close();
      finish();
    }
  }

  /// It has failed; if that was before the server ran, its start closes it.
  private void closeFailed() {
    if (state() != ServerState.NEW) {
      close();
    }
  }

  @Override
  public void awaitTermination() throws InterruptedException {
    requireNotItsListener();
    closed.await();
  }

  @Override
  public boolean awaitTermination(Duration patience) throws InterruptedException {
    requireNotItsListener();
    return closed.await(Durations.nanos(patience), TimeUnit.NANOSECONDS);
  }

  @Override
  public String toString() {
    return name + " on " + Addresses.text(address()) + " (" + engine.name() + ", " + state() + ")";
  }

  private void finish() {
    host.abortAll();
    if (!tryTransition(ServerState.CLOSED)) {
      return;
    }
    try {
      if (!isInLoop() && !host.sessions().awaitOthers(LAST_PATIENCE)) {
        LOG.log(
            Level.WARNING,
            "{0}: {1} handlers still run although their connections are closed",
            name,
            host.sessions().active());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /// Whether a callback has called: the loop closes its connections when that has returned.
  private boolean isInLoop() {
    Thread caller = Thread.currentThread();
    return engine.loopViews().stream().anyMatch(loop -> caller.equals(loop.thread()));
  }

  /// Whatever fails here, the wait for the end must return.
  private void end() {
    try {
      host.stop();
      engine.release();
      tellOfTheEnd();
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
    telling = Thread.currentThread();
    try {
      listener.draining(patience);
    } catch (RuntimeException | Error e) { // which is no reason to cut everybody off
      SafeLog.error(LOG, name, "the listener failed to react to the drain", e);
    } finally {
      telling = null;
    }
  }

  private void tellOfTheEnd() {
    telling = Thread.currentThread();
    try {
      tellClosed(listener);
    } finally {
      telling = null;
    }
  }

  private static void tellClosed(ServerListener listener) {
    try {
      listener.closed();
    } catch (Throwable e) { // the server is closed nevertheless
      SafeLog.error(LOG, "a server's listener", "failed as the server closed", e);
    }
  }

  /// The end comes after what the listener does, which must not wait for it.
  private void requireNotItsListener() {
    if (Thread.currentThread().equals(telling)) {
      throw new IllegalStateException(
          "the listener of " + name + " cannot wait for the end of its server, which waits for it");
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
}
