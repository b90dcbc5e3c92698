package dev.heddle.engine;

import dev.heddle.poll.EventLoop;
import dev.heddle.poll.Poller;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Consumer;

/// Accepts on an event loop as fast as the server admits, and hands each connection on. Its state
/// belongs to the loop.
public final class PolledAcceptor implements Listening, Poller.Accepts {
  private final EventLoop loop;
  private final Host host;
  private final Consumer<Poller.Incoming> starter;
  private final Poller.Listener listener;
  private final AcceptLog log;
  private boolean closed;

  private PolledAcceptor(
      EventLoop loop, SocketAddress requested, Host host, Consumer<Poller.Incoming> starter)
      throws IOException {
    this.loop = loop;
    this.host = host;
    this.starter = starter;
    this.listener = loop.poller().listen(requested, host.limits().backlog(), this);
    this.log = new AcceptLog(listener.address());
    listener.resume();
  }

  /// Binds the address and begins to accept; waits for the loop to do so.
  ///
  /// @param starter gets each connection that was admitted, on the loop's thread
  public static PolledAcceptor listen(
      EventLoop loop, SocketAddress requested, Host host, Consumer<Poller.Incoming> starter)
      throws IOException {
    return loop.call(() -> new PolledAcceptor(loop, requested, host, starter));
  }

  @Override
  public SocketAddress address() {
    return listener.address();
  }

  @Override
  public void close() {
    try {
      loop.call(() -> {
        closed = true;
        listener.close();
        log.close();
        return true;
      });
    } catch (IOException e) {
      // The loop has ended, and the listener with it.
    }
  }

  @Override
  public boolean ready() {
    Admission admission = host.admission();
    long wait = admission.nanosUntilTurn();
    if (wait > 0) {
      loop.timers().add(wait, this::resume);
      return false;
    }
    if (!admission.mayAccept()) {
      admission.whenRoom(() -> loop.execute(this::resume));
      return false;
    }
    return true;
  }

  @Override
  public boolean always() {
    return host.admission().isUnlimited();
  }

  @Override
  public void accepted(Poller.Incoming connection) {
    log.accepted();
    if (host.admit()) {
      starter.accept(connection);
    } else {
      connection.refuse(host.admission().refusal());
    }
  }

  @Override
  public void failed(IOException cause) {
    AcceptError error = AcceptError.of(cause);
    if (error == AcceptError.SKIP) {
      resume();
    } else if (error == AcceptError.PAUSE) {
      log.paused(cause);
      loop.timers().add(AcceptError.PAUSE_NANOS, this::resume);
    } else if (!closed) {
      host.acceptFailed(cause);
    }
  }

  private void resume() {
    if (!closed) {
      listener.resume();
    }
  }
}
