package dev.heddle.services;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.services.lines.UnfinishedLines;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A service that is created only when its server starts: it opens files, and should not if the
/// server does not start. Thread-safe: it is created before a client can connect.
///
/// @param <T> the service
final class DeferredService<T extends Handler & ServerListener> implements Handler, ServerListener {

  /// Makes the service.
  @FunctionalInterface
  interface Opener<T> {
    /// @throws IOException if that cannot be; the message says why and what to do
    T open() throws IOException;
  }

  private final Opener<T> opening;
  private final UnfinishedLines unfinished = new UnfinishedLines(UnfinishedLines.LINES_ONLY);
  private volatile @Nullable T service;

  private DeferredService(Opener<T> opening) {
    this.opening = opening;
  }

  /// A server for a service with several clients at once.
  static <T extends Handler & ServerListener> Server.Builder server(
      Limits limits, Opener<T> opening) {
    var late = new DeferredService<>(opening);
    return Server.builder(late).listener(late).fewestConnections(2).limits(limits);
  }

  private T service() {
    return Objects.requireNonNull(service, "not started");
  }

  @Override
  public void handle(Connection connection) throws Exception {
    service().handle(connection);
  }

  @Override
  public void starting() throws IOException {
    T opened = opening.open();
    service = opened;
    opened.starting();
  }

  @Override
  public void started(Server server) {
    service().started(server);
    unfinished.started(server);
  }

  @Override
  public void draining(Duration patience) throws InterruptedException {
    service().draining(patience);
  }

  @Override
  public void closed() {
    unfinished.closed();
    T opened = service;
    if (opened != null) {
      opened.closed();
    }
  }
}
