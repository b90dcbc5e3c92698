package dev.heddle.engine.virtual;

import dev.heddle.engine.socket.DatagramLoop;
import dev.heddle.engine.socket.SocketAcceptor;
import dev.heddle.engine.socket.SocketConnect;
import dev.heddle.engine.socket.SocketTransport;
import dev.heddle.jdk.VirtualThreads;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.DatagramHost;
import dev.heddle.serving.ServingEngine;
import dev.heddle.transport.Buffers;
import dev.heddle.transport.SharedBuffers;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// A virtual thread for each connection, on the JDK's scheduler and its poller.
///
/// They wait for their sockets through JDK internals if those are accessible, and otherwise in the
/// sockets' blocking calls.
public final class VirtualEngine extends ServingEngine {
  private static final Logger LOG = System.getLogger("dev.heddle.virtual");
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private final Buffers buffers = new SharedBuffers(Buffers.SMALLEST, 64);

  @Override
  public String name() {
    return "virtual";
  }

  @Override
  public int capacity() {
    return Integer.MAX_VALUE;
  }

  @Override
  public BoundAddress listen(SocketAddress address, ConnectionHost host) throws IOException {
    return new SocketAcceptor(address, host, this::transport, this::start).start();
  }

  @Override
  public BoundAddress listenDatagrams(SocketAddress address, DatagramHost host) throws IOException {
    var loop = new DatagramLoop(address, host);
    start(loop::run);
    return loop;
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    return SocketConnect.connect(address, timeout, this::transport);
  }

  private Transport transport(SocketChannel channel) throws IOException {
    if (VirtualThreads.canAwaitSockets()) {
      return new VirtualTransport(channel, buffers);
    }
    if (TOLD.compareAndSet(false, true)) {
      LOG.log(
          Level.INFO,
          "virtual threads use blocking sockets: waiting before reading "
              + VirtualThreads.awaitingSocketsNeeds());
    }
    return new SocketTransport(channel);
  }

  @Override
  public void start(Runnable task) {
    Thread.startVirtualThread(task);
  }
}
