package dev.heddle.engine.blocking;

import dev.heddle.engine.socket.SocketAcceptor;
import dev.heddle.engine.socket.SocketConnect;
import dev.heddle.engine.socket.SocketTransport;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.ServingEngine;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

/// The simplest server there is: the thread that accepts a client serves it, and the next one
/// waits.
public final class BlockingEngine extends ServingEngine {

  @Override
  public String name() {
    return "blocking";
  }

  @Override
  public int capacity() {
    return 1;
  }

  @Override
  public BoundAddress listen(SocketAddress address, ConnectionHost host) throws IOException {
    return new SocketAcceptor(address, host, SocketTransport::new, Runnable::run).start();
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    return SocketConnect.connect(address, timeout, SocketTransport::new);
  }

  @Override
  public void start(Runnable task) {
    task.run();
  }
}
