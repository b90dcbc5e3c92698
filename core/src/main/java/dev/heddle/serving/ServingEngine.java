package dev.heddle.serving;

import dev.heddle.Client;
import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.LoopView;
import dev.heddle.Server;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/// An [Engine] from the inside: how connections are accepted, what kind of thread carries each, and
/// how the bytes move.
///
/// Thread-safe. One engine may carry several servers and clients; what they share (loops, say) runs
/// from the first to the last of them.
public abstract class ServingEngine extends Engine {

  @Override
  protected final Server bind(Server.Settings settings) throws IOException {
    return RunningServer.bind(this, settings);
  }

  @Override
  protected final DatagramServer answer(DatagramServer.Settings settings) throws IOException {
    return RunningDatagramServer.start(this, settings);
  }

  @Override
  protected final Client client(Client.Settings settings) {
    return new RunningClient(this, settings);
  }

  /// Binds the address and begins to accept; returns when it is bound.
  public abstract BoundAddress listen(SocketAddress address, ConnectionHost host)
      throws IOException;

  /// Binds a UDP address and begins to answer.
  ///
  /// @throws UnsupportedOperationException if this model does not carry datagrams
  public BoundAddress listenDatagrams(SocketAddress address, DatagramHost host) throws IOException {
    throw new UnsupportedOperationException(
        "the " + name() + " engine does not support datagrams; virtual and loops do");
  }

  /// Connects, waiting on the calling thread, and returns what moves the bytes.
  ///
  /// @throws java.net.SocketTimeoutException if the connection is not there in time
  public abstract Transport connect(SocketAddress address, Duration timeout) throws IOException;

  /// Runs a client's task, which may block, on a thread of this model.
  public abstract void start(Runnable task);

  /// The event loops that it has just now.
  public List<LoopView> loopViews() {
    return List.of();
  }

  /// Calls `listener` whenever something that may carry clients' connections has failed, so that
  /// some of their threads may never be woken again. Called on any thread; must not wait, throw or
  /// need memory.
  public void addFailureListener(Runnable listener) {}

  public void removeFailureListener(Runnable listener) {}

  /// A server or client begins to use this engine.
  public void retain() {}

  /// A server or client has ended; the last one's end stops what they shared.
  public void release() {}
}
