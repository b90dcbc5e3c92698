package dev.heddle.testkit;

import dev.heddle.serving.AdmissionResult;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.PlaceWaiter;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An address in memory on which a server accepts: clients wait in its backlog until a virtual
/// thread admits them. Thread-safe.
final class MemoryAcceptor implements BoundAddress {
  private final SocketAddress address;
  private final ConnectionHost host;
  private final Runnable freeAddress;
  private final BlockingQueue<MemoryTransport> backlog;
  private final Thread thread;
  private volatile boolean closed;

  MemoryAcceptor(SocketAddress address, ConnectionHost host, Runnable freeAddress) {
    this.address = address;
    this.host = host;
    this.freeAddress = freeAddress;
    this.backlog = new LinkedBlockingQueue<>(host.limits().backlog());
    this.thread = Thread.ofVirtual().name("heddle-accept-memory").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  /// A client of this address.
  ///
  /// @throws ConnectException if nobody listens any more
  /// @throws SocketTimeoutException if the backlog is full for this long
  Transport connect(SocketAddress client, Duration timeout) throws IOException {
    var request = new MemoryPipe();
    var response = new MemoryPipe();
    var server = new MemoryTransport(address, client, request, response);
    try {
      if (!backlog.offer(server, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException("Connect timed out: " + address);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while connecting", e);
    }
    if (closed && backlog.remove(server)) {
      throw new ConnectException("Connection refused: " + address);
    }
    return new MemoryTransport(client, address, response, request);
  }

  private void run() {
    try {
      while (!closed) {
        host.admission().awaitTurn();
        acceptOne();
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (Throwable e) {
      host.engineFailed(e);
    }
  }

  private void acceptOne() throws InterruptedException {
    MemoryTransport accepted = backlog.take();
    if (closed) {
      accepted.abort();
      return;
    }
    switch (PlaceWaiter.await(host.admit(accepted::peerAddress), host, () -> closed)) {
      case AdmissionResult.Place place -> start(accepted, place);
      case AdmissionResult.Refused(String line) -> reject(accepted, line);
      case AdmissionResult.Waiting waiting -> {
        host.admission().giveUp(waiting);
        accepted.abort();
      }
    }
  }

  private void start(MemoryTransport accepted, AdmissionResult.Place place) {
    try {
      Thread.startVirtualThread(() -> host.serve(accepted, place));
    } catch (Throwable e) { // no memory
      accepted.abort();
      host.lost(place);
      throw e;
    }
  }

  private static void reject(MemoryTransport accepted, String line) {
    try {
      accepted.write(ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // The client is gone: nobody is left to be told.
    }
    accepted.close();
  }

  @Override
  public void close() {
    closed = true;
    freeAddress.run();
    host.admission().stop(thread);
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    for (MemoryTransport left; (left = backlog.poll()) != null; ) {
      left.abort();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
