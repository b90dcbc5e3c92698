package dev.heddle.connection;

import dev.heddle.Activity;
import dev.heddle.CloseReason;
import dev.heddle.ProxyHeader;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// The session of a connection that a thread serves. Thread-safe.
public final class ThreadSession extends Session implements AutoCloseable {
  private final StreamConnection connection;
  private volatile @Nullable Thread server; // changed under this

  private ThreadSession(StreamConnection connection, @Nullable Thread server) {
    this.connection = connection;
    this.server = server;
  }

  /// The caller serves the connection: it is interrupted if the connection is aborted, until
  /// [#close()].
  public static ThreadSession servedByCaller(StreamConnection connection) {
    return new ThreadSession(connection, Thread.currentThread());
  }

  /// Any thread uses the connection, and none is interrupted.
  public static ThreadSession unserved(StreamConnection connection) {
    return new ThreadSession(connection, null);
  }

  @Override
  public long id() {
    return connection.id();
  }

  @Override
  public SocketAddress peer() {
    return connection.peerAddress();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return connection.proxyHeader();
  }

  @Override
  public Activity activity() {
    return connection.activity();
  }

  @Override
  public @Nullable Thread thread() {
    return server;
  }

  @Override
  public boolean isWaiting() {
    return connection.isWaiting();
  }

  @Override
  public boolean isShakingHands() {
    return connection.isShakingHands();
  }

  @Override
  public long progress() {
    return connection.progress();
  }

  @Override
  public Traffic traffic() {
    return connection.traffic();
  }

  @Override
  public int unfinished() {
    return connection.unfinished();
  }

  @Override
  public Share share() {
    return connection.share();
  }

  @Override
  public void endInput() {
    connection.endInput();
  }

  @Override
  public boolean evict() {
    return connection.evict();
  }

  @Override
  public boolean inputEnded() {
    return connection.inputEnded();
  }

  @Override
  public boolean peerEnded() {
    return connection.peerEnded();
  }

  @Override
  public boolean close(CloseReason reason) {
    boolean first = connection.close(reason);
    if (reason == CloseReason.ABORTED) {
      interrupt();
    }
    return first;
  }

  @Override
  public void closeAfterFailure(CloseReason reason, Throwable cause) {
    Thread.interrupted(); // what stopped the handler does not keep its answers from being sent
    connection.closeAfterFailure(reason, cause);
  }

  @Override
  public @Nullable CloseReason closeReason() {
    return connection.ending().reason();
  }

  /// The handler has returned: its thread must not be interrupted any more.
  @Override
  public synchronized void close() {
    server = null;
    Thread.interrupted(); // meant for the handler, not for the next user of this thread
  }

  private synchronized void interrupt() {
    Thread serving = server;
    if (serving != null && !Thread.currentThread().equals(serving)) {
      serving.interrupt();
    }
  }
}
