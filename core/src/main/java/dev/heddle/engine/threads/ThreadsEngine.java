package dev.heddle.engine.threads;

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
import java.util.concurrent.ThreadFactory;

/// A platform thread for each connection, up to a bound: threads cost memory and scheduling, and a
/// server that runs out of them is worse than one that makes clients wait.
public final class ThreadsEngine extends ServingEngine {
  private final int capacity;
  private final ThreadFactory threads =
      Thread.ofPlatform().name("heddle-connection-", 1).daemon().factory();

  public ThreadsEngine(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public String name() {
    return "threads";
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public BoundAddress listen(SocketAddress address, ConnectionHost host) throws IOException {
    return new SocketAcceptor(address, host, SocketTransport::new, this::start).start();
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    return SocketConnect.connect(address, timeout, SocketTransport::new);
  }

  @Override
  public void start(Runnable task) {
    threads.newThread(task).start();
  }
}
