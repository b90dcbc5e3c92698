package dev.heddle.engine.socket;

import dev.heddle.net.Addresses;
import dev.heddle.net.Sockets;
import dev.heddle.serving.AcceptError;
import dev.heddle.serving.AcceptLog;
import dev.heddle.serving.Admission;
import dev.heddle.serving.AdmissionResult;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.PlaceWaiter;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Accepts on a thread of its own that blocks in `accept`, and gives each connection to a starter:
/// the whole of an engine whose connections have threads.
public final class SocketAcceptor implements BoundAddress {
  private final ServerSocketChannel channel;
  private final SocketAddress requested;
  private final SocketAddress address;
  private final ConnectionHost host;
  private final TransportFactory transports;
  private final Starter starter;
  private final Thread thread;
  private final ReentrantLock accepting = new ReentrantLock();
  private volatile boolean closed;

  /// How a connection's task gets a thread.
  @FunctionalInterface
  public interface Starter {
    void start(Runnable task);
  }

  public SocketAcceptor(
      SocketAddress requested, ConnectionHost host, TransportFactory transports, Starter starter)
      throws IOException {
    JdkPoller.load();
    this.requested = requested;
    this.channel = Sockets.listen(requested, host.limits().backlog());
    this.address = channel.getLocalAddress();
    this.host = host;
    this.transports = transports;
    this.starter = starter;
    this.thread =
        Thread.ofPlatform().name("heddle-accept-" + Addresses.text(address)).unstarted(this::run);
  }

  /// Begins to accept.
  public SocketAcceptor start() {
    thread.start();
    return this;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    closed = true;
    Sockets.closeListener(channel, requested, address); // wakes the accept
    host.admission().stop(thread); // wakes the wait for a place
    accepting.lock();
    try {
      // The accept has returned: only now has the kernel given the address back, and all that were
      // accepted are counted.
    } finally {
      accepting.unlock();
    }
  }

  /// A thread that accepts no more ends its server, whatever the reason.
  private void run() {
    try {
      AcceptLog log = new AcceptLog(address);
      try {
        accept(log);
      } finally {
        log.close();
      }
    } catch (Throwable e) {
      host.engineFailed(e);
    }
  }

  private void accept(AcceptLog log) throws IOException {
    Admission admission = host.admission();
    while (!closed) {
      try {
        admission.awaitTurn();
        acceptOne(log);
      } catch (ClosedChannelException e) {
        if (!closed) {
          throw e; // an interrupt closes the channel, too
        }
      } catch (IOException e) {
        goOnAfter(e, log);
      }
    }
  }

  private void acceptOne(AcceptLog log) throws IOException {
    SocketChannel accepted;
    AdmissionResult entry;
    Thread.interrupted(); // meant for a handler that ran on this thread: it would end the accept
    accepting.lock(); // until it is admitted: who closes then knows of all that were accepted
    try {
      SocketChannel incoming = channel.accept();
      entry = PlaceWaiter.await(host.admit(() -> Sockets.peer(incoming)), host, () -> closed);
      accepted = incoming;
    } finally {
      accepting.unlock();
    }
    log.accepted();
    switch (entry) {
      case AdmissionResult.Place place -> start(accepted, place);
      case AdmissionResult.Refused rejected ->
          Sockets.refuse(accepted, host.farewell(rejected.line()));
      case AdmissionResult.Waiting waiting -> giveUp(accepted, waiting);
    }
  }

  private void giveUp(SocketChannel accepted, AdmissionResult.Waiting waiting) {
    host.admission().giveUp(waiting);
    Sockets.reset(accepted);
  }

  private void goOnAfter(IOException error, AcceptLog log) throws IOException {
    AcceptError kind = AcceptError.of(error);
    if (kind == AcceptError.PAUSE) {
      log.paused(error);
      LockSupport.parkNanos(this, AcceptError.PAUSE_NANOS);
    } else if (kind == AcceptError.STOP && !closed) {
      throw error;
    }
  }

  private void start(SocketChannel accepted, AdmissionResult.Place place) {
    Transport transport;
    try {
      transport = transports.of(Sockets.tuned(accepted));
    } catch (IOException e) {
      Sockets.close(accepted);
      host.lost(place);
      return;
    } catch (Throwable e) {
      Sockets.close(accepted);
      host.lost(place);
      throw e;
    }
    try {
      starter.start(() -> host.serve(transport, place));
    } catch (Throwable e) { // no memory, or "unable to create native thread"
      transport.abort();
      host.lost(place);
      throw e;
    }
  }
}
