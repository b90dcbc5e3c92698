package dev.heddle.testkit;

import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.ServingEngine;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/// See [MemoryNetwork#engine()]. Thread-safe.
final class MemoryEngine extends ServingEngine {
  private static final int FIRST_PORT = 49_152;
  private static final int LAST_PORT = 65_535;

  private final ConcurrentMap<Object, MemoryAcceptor> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger nextPort = new AtomicInteger(FIRST_PORT);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int capacity() {
    return Integer.MAX_VALUE;
  }

  /// @throws BindException if a server of this engine listens there already
  @Override
  public BoundAddress listen(SocketAddress requested, ConnectionHost host) throws IOException {
    SocketAddress address = bound(requested);
    Object key = key(address);
    var listener = new MemoryAcceptor(address, host, () -> listeners.remove(key));
    if (listeners.putIfAbsent(key, listener) != null) {
      throw new BindException("cannot bind " + address + ": address already in use");
    }
    listener.start();
    return listener;
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    MemoryAcceptor listener = listeners.get(key(address));
    if (listener == null) {
      throw new ConnectException("Connection refused: " + address);
    }
    return listener.connect(loopback(freePort()), timeout);
  }

  @Override
  public void start(Runnable task) {
    Thread.startVirtualThread(task);
  }

  private SocketAddress bound(SocketAddress requested) {
    return requested instanceof InetSocketAddress inet && inet.getPort() == 0
        ? new InetSocketAddress(inet.getAddress(), freePort())
        : requested;
  }

  private int freePort() {
    return nextPort.getAndUpdate(port -> port == LAST_PORT ? FIRST_PORT : port + 1);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// Ports are the same on all addresses; a Unix domain socket is its path.
  private static Object key(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getPort() : address;
  }
}
