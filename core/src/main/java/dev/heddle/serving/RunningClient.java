package dev.heddle.serving;

import dev.heddle.Client;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.ProxyHeader;
import dev.heddle.Tls;
import dev.heddle.connection.Budget;
import dev.heddle.connection.Housekeeping;
import dev.heddle.connection.SessionRegistry;
import dev.heddle.connection.StreamConnection;
import dev.heddle.connection.ThreadSession;
import dev.heddle.proxy.HeaderWriter;
import dev.heddle.text.Durations;
import dev.heddle.tls.TlsSide;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A [Client] on an engine. Thread-safe.
public final class RunningClient implements Client {
  private final ServingEngine engine;
  private final Limits limits;
  private final Duration connectTimeout;
  private final @Nullable Beginning beginning;
  private final @Nullable Tls tls;
  private final SessionRegistry sessions = new SessionRegistry();
  private final Budget budget;
  private final @Nullable IdleWatch idleWatch;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable failureListener = this::engineFailed;
  private final Housekeeping.Task closing = Housekeeping.onDemand(this::abortAll);
  private final AtomicInteger failures = new AtomicInteger();

  /// What a connection begins with.
  @FunctionalInterface
  private interface Beginning {
    byte[] of(Transport connected);
  }

  RunningClient(ServingEngine engine, Settings settings) {
    this.engine = engine;
    this.limits = settings.limits();
    this.connectTimeout = settings.connectTimeout();
    var headers = settings.proxyHeaders();
    this.beginning =
        headers == null
            ? null
            : to -> HeaderWriter.write(headers.apply(to.localAddress(), to.peerAddress()));
    this.tls = settings.tls();
    try {
      engine.retain();
    } catch (Throwable e) {
      closing.cancel();
      throw e;
    }
    engine.addFailureListener(failureListener);
    Duration idle = limits.idleTimeout();
    this.budget = Budget.of(limits);
    budget.add(sessions);
    this.idleWatch = idle == null ? null : new IdleWatch(sessions, idle, Durations.text(idle));
  }

  /// Some connections may never move again. Which ones is not known, and a thread may wait for
  /// each.
  private void engineFailed() {
    failures.incrementAndGet(); // first: a connection that is opened meanwhile closes by itself
    closing.runSoon();
  }

  private void abortAll() {
    sessions.open().forEach(session -> session.close(CloseReason.ABORTED));
  }

  @Override
  public Connection connect(SocketAddress address) throws IOException {
    return open(address, beginning);
  }

  @Override
  public Connection connect(SocketAddress address, ProxyHeader header) throws IOException {
    byte[] bytes = HeaderWriter.write(header);
    return open(address, _ -> bytes);
  }

  /// The engine runs until the connection is one of the client's: a client that is closed meanwhile
  /// closes it, too.
  private StreamConnection open(SocketAddress address, @Nullable Beginning first)
      throws IOException {
    int failedBefore = failures.get(); // first: the engine may fail while it is retained
    try {
      retainEngine();
    } catch (UncheckedIOException e) { // its loops have failed, and others could not start
      throw e.getCause();
    }
    try {
      Transport transport = engine.connect(address, connectTimeout);
      if (first != null) {
        send(first, transport);
      }
      return secured(opened(transport, TlsSide.client(address), failedBefore));
    } finally {
      engine.release();
    }
  }

  private static void send(Beginning first, Transport transport) throws IOException {
    try {
      transport.write(ByteBuffer.wrap(first.of(transport)));
    } catch (IOException | RuntimeException e) {
      transport.abort();
      throw e;
    }
  }

  private StreamConnection secured(StreamConnection connection) throws IOException {
    if (tls == null) {
      return connection;
    }
    try {
      connection.startTls(tls);
      return connection;
    } catch (ConnectionBrokenException e) {
      connection.abort();
      throw handshakeError(e);
    } catch (Throwable e) {
      connection.abort();
      throw e;
    }
  }

  /// Whatever the network does while one connects is an exception of the JDK.
  private static IOException handshakeError(ConnectionBrokenException broken) {
    if (!(broken.getCause() instanceof SSLException failed)) {
      return broken;
    }
    return failed.getCause() instanceof SocketTimeoutException late ? late : failed;
  }

  private StreamConnection opened(Transport transport, TlsSide side, int failedBefore) {
    var connection = new StreamConnection(Ids.next(), transport, limits, budget, null, side);
    ThreadSession session = ThreadSession.unserved(connection);
    connection.onClose(() -> {
      sessions.remove(session);
      connection.share().end();
    });
    sessions.admit();
    sessions.add(session);
    if (closed.get() || failures.get() != failedBefore) {
      connection.abort();
    }
    return connection;
  }

  @Override
  public CompletableFuture<Void> start(SocketAddress address, Handler handler) {
    var result = new CompletableFuture<Void>();
    Runnable task =
        () -> {
          try (StreamConnection connection = open(address, beginning)) {
            run(handler, connection);
          } catch (Throwable e) {
            result.completeExceptionally(e);
            return;
          }
          result.complete(null);
        };
    try {
      execute(task);
    } catch (UncheckedIOException e) { // as in open
      result.completeExceptionally(e.getCause());
    }
    return result;
  }

  private static void run(Handler handler, StreamConnection connection) throws Exception {
    try {
      handler.handle(connection);
    } catch (Throwable e) {
      connection.closeAfterFailure(CloseReason.FAILED, e);
      throw e;
    }
  }

  @Override
  public void execute(Runnable task) {
    retainEngine(); // or the task could be lost if this client is closed meanwhile
    try {
      engine.start(task);
    } finally {
      engine.release();
    }
  }

  @Override
  public int active() {
    return sessions.active();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) { // what several share is given back once
      engine.removeFailureListener(failureListener);
      closing.cancel();
      abortAll();
      budget.remove(sessions);
      if (idleWatch != null) {
        idleWatch.stop();
      }
      engine.release();
    }
  }

  @Override
  public String toString() {
    return "client (" + engine.name() + ", " + active() + " open)";
  }

  private void retainEngine() {
    requireOpen();
    engine.retain();
    if (closed.get()) { // only now may the engine have been let go
      engine.release();
      requireOpen();
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the client is closed");
    }
  }
}
