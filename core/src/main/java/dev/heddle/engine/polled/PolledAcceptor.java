package dev.heddle.engine.polled;

import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import dev.heddle.serving.AcceptError;
import dev.heddle.serving.AcceptLog;
import dev.heddle.serving.Admission;
import dev.heddle.serving.AdmissionResult;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.Eviction;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Accepts on an event loop as fast as the server admits, and hands each connection on. Its state
/// belongs to the loop.
public final class PolledAcceptor implements BoundAddress, Poller.Accepts {
  private final EventLoop loop;
  private final ConnectionHost host;
  private final BiConsumer<Poller.Incoming, AdmissionResult.Place> starter;
  private final Poller.Listener listener;
  private final AcceptLog log;
  private final List<EventLoop> serving;
  private final EventLoop.FailureListener failures;
  private @Nullable Waiting waiting;
  private boolean retries;
  private boolean closed;

  /// A connection that has been accepted and waits for a place; no other is accepted meanwhile.
  private record Waiting(Poller.Incoming connection, AdmissionResult.Waiting entry) {}

  private PolledAcceptor(
      EventLoop loop,
      List<EventLoop> serving,
      SocketAddress requested,
      ConnectionHost host,
      BiConsumer<Poller.Incoming, AdmissionResult.Place> starter)
      throws IOException {
    this.loop = loop;
    this.serving = serving;
    this.failures = host::engineFailed;
    this.host = host;
    this.starter = starter;
    this.listener = loop.poller().listen(requested, host.limits().backlog(), this);
    this.log = new AcceptLog(listener.address());
    listener.resume();
  }

  /// Binds the address and begins to accept; waits for the loop to do so.
  ///
  /// @param loop accepts
  /// @param serving the loops that serve its connections: if one of them fails, the server closes
  /// @param starter gets each connection that was admitted, on the loop's thread
  public static PolledAcceptor listen(
      EventLoop loop,
      List<EventLoop> serving,
      SocketAddress requested,
      ConnectionHost host,
      BiConsumer<Poller.Incoming, AdmissionResult.Place> starter)
      throws IOException {
    PolledAcceptor acceptor =
        loop.call(() -> new PolledAcceptor(loop, serving, requested, host, starter));
    serving.forEach(each -> each.addFailureListener(acceptor.failures));
    return acceptor;
  }

  @Override
  public SocketAddress address() {
    return listener.address();
  }

  /// The address is free when this returns; in the loop itself, which cannot wait for its next
  /// poll, it is so after that.
  @Override
  public void close() {
    serving.forEach(each -> each.removeFailureListener(failures));
    try {
      loop.call(() -> {
        closed = true;
        listener.close();
        giveUp();
        log.close();
        return true;
      });
      boolean ended = loop.inLoop(); // which cannot wait for itself
      while (!ended) {
        ended = loop.call(listener::isClosed); // what is accepted until then is served
      }
      if (!loop.inLoop()) {
        loop.call(() -> true); // a turn later: the JDK's selector frees an address when it polls
      }
    } catch (IOException e) {
      // The loop has ended, and the listener with it.
    }
  }

  @Override
  public boolean ready() {
    if (waiting != null) {
      return false;
    }
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
    switch (host.admit(connection::peer)) {
      case AdmissionResult.Place place -> starter.accept(connection, place);
      case AdmissionResult.Refused rejected -> connection.refuse(host.farewell(rejected.line()));
      case AdmissionResult.Waiting entry -> {
        waiting = new Waiting(connection, entry);
        if (closed) {
          giveUp();
        } else {
          seat();
        }
      }
    }
  }

  /// Gives the connection that waits its place, or has this tried again.
  private void seat() {
    Waiting next = waiting;
    if (next == null) {
      return;
    }
    AdmissionResult.Place place = null;
    try {
      place = host.seat(next.entry);
    } finally {
      if (place == null) { // or it was thrown: while one waits, no other is accepted
        retry();
        host.admission().whenRoom(() -> loop.execute(this::seat));
      }
    }
    if (place != null) {
      start(next.connection, place);
    }
  }

  private void start(Poller.Incoming connection, AdmissionResult.Place place) {
    waiting = null;
    try {
      starter.accept(connection, place);
    } finally {
      resume();
    }
  }

  /// A connection may become idle without a word.
  private void retry() {
    if (!retries) {
      retries = true;
      loop.timers()
          .add(
              Eviction.RETRY_NANOS,
              () -> {
                retries = false;
                seat();
              });
    }
  }

  private void giveUp() {
    Waiting last = waiting;
    if (last != null) {
      waiting = null;
      host.admission().giveUp(last.entry);
      last.connection.refuse(host.farewell("error: the server closes"));
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
      host.engineFailed(cause);
    }
  }

  private void resume() {
    if (!closed) {
      listener.resume();
    }
  }
}
