package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.ListeningSocket;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Pollable;
import dev.heddle.sim.net.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A TCP connection's channel. Thread-safe.
final class StreamChannel extends StreamIo {
  private final StreamOptions options;
  private final boolean unix;
  private boolean pending; // guarded by the network's lock
  private @Nullable StreamAdaptor adaptor;

  StreamChannel(SelectorProvider provider, Network network, StreamSocket socket, boolean unix) {
    super(provider, network, socket);
    this.unix = unix;
    this.options = new StreamOptions(socket);
    this.connected = socket.isConnected();
  }

  /// An accepted connection, whatever has become of it since.
  static StreamChannel accepted(SelectorProvider provider, Network network, StreamSocket socket) {
    var channel =
        new StreamChannel(
            provider, network, socket, !(socket.local() instanceof InetSocketAddress));
    channel.connected = true;
    return channel;
  }

  @Override
  public SocketChannel bind(@Nullable SocketAddress address) throws IOException {
    network.lock();
    try {
      ensureOpen();
      if (pending) {
        throw new ConnectionPendingException();
      }
      if (socket.local() != null) {
        throw new AlreadyBoundException();
      }
      if (unix) {
        throw new UnsupportedOperationException("a simulated Unix client cannot bind");
      }
      socket.bind(AddressChecks.local(address));
      return this;
    } finally {
      network.unlock();
    }
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    boolean blocking = isBlocking();
    if (unix) {
      UnixDomainSocketAddress target = AddressChecks.path(remote);
      return connecting(blocking, Pollable.FOREVER, () -> start(target, blocking));
    }
    InetSocketAddress target = AddressChecks.target(remote);
    return connecting(blocking, Pollable.FOREVER, () -> start(target));
  }

  /// Connects in blocking mode.
  ///
  /// @throws SocketTimeoutException if there is no answer in time
  void connect(SocketAddress remote, long timeoutNanos) throws IOException {
    InetSocketAddress target = AddressChecks.target(remote);
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    connecting(true, timeoutNanos, () -> start(target));
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (isConnected()) {
      return true;
    }
    return connecting(isBlocking(), Pollable.FOREVER, this::ensurePending);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void start(InetSocketAddress target) throws IOException {
    ensureNew();
    pending = true;
    socket.connect(target);
  }

  private void start(UnixDomainSocketAddress target, boolean blocking) throws IOException {
    ensureNew();
    ListeningSocket full = socket.connect(target);
    while (full != null && isOpen()) {
      if (!blocking) {
        throw new SocketException("Resource temporarily unavailable");
      }
      full.await(Pollable.FOREVER);
      full = isOpen() ? socket.connect(target) : full;
    }
  }

  private void ensureNew() {
    if (connected) {
      throw new AlreadyConnectedException();
    }
    if (pending) {
      throw new ConnectionPendingException();
    }
  }

  private void ensurePending() {
    if (!pending) {
      throw new NoConnectionPendingException();
    }
  }

  private boolean connecting(boolean blocking, long nanos, Step first) throws IOException {
    ensureOpen();
    if (blocking) {
      begin();
    }
    boolean done = false;
    try {
      network.lock();
      try {
        beginBoth();
        try {
          first.run();
          done = awaitConnected(blocking, nanos);
        } finally {
          endBoth();
        }
      } finally {
        network.unlock();
        if (blocking) {
          end(done);
        }
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    return done;
  }

  private boolean awaitConnected(boolean blocking, long nanos) throws IOException {
    long deadline = nanos == Pollable.FOREVER ? nanos : network.nanos() + nanos;
    while (!socket.connected() && blocking && isOpen()) {
      if (deadline != Pollable.FOREVER && network.nanos() >= deadline) {
        throw new SocketTimeoutException("Connect timed out");
      }
      socket.await(deadline);
    }
    boolean done = isOpen() && socket.connected();
    if (done) {
      pending = false;
      connected = true;
    }
    return done;
  }

  @Override
  public boolean isConnected() {
    return connected && isOpen();
  }

  @Override
  public boolean isConnectionPending() {
    network.lock();
    try {
      return pending && isOpen();
    } finally {
      network.unlock();
    }
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    network.lock();
    try {
      ensureOpen();
      ensureConnectedNow();
      if (!inputShut) {
        inputShut = true;
        socket.shutdownInput();
      }
      return this;
    } finally {
      network.unlock();
    }
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    network.lock();
    try {
      ensureOpen();
      ensureConnectedNow();
      if (!outputShut) {
        outputShut = true;
        socket.shutdownOutput();
      }
      return this;
    } finally {
      network.unlock();
    }
  }

  private void ensureConnectedNow() {
    if (!connected) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    ensureOpen();
    return localAddress();
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    ensureOpen();
    return remoteAddress();
  }

  @Nullable SocketAddress localAddress() {
    network.lock();
    try {
      return socket.local();
    } finally {
      network.unlock();
    }
  }

  @Nullable SocketAddress remoteAddress() {
    network.lock();
    try {
      return socket.remote();
    } finally {
      network.unlock();
    }
  }

  @Override
  public Socket socket() {
    if (unix) {
      throw new UnsupportedOperationException("Not supported");
    }
    network.lock();
    try {
      if (adaptor == null) {
        adaptor = StreamAdaptor.of(this);
      }
      return adaptor;
    } finally {
      network.unlock();
    }
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    OptionChecks.check(supportedOptions(), name, value);
    network.lock();
    try {
      ensureOpen();
      options.set(name, value);
      return this;
    } finally {
      network.unlock();
    }
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    OptionChecks.checkName(supportedOptions(), name);
    network.lock();
    try {
      ensureOpen();
      return options.get(name);
    } finally {
      network.unlock();
    }
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return unix ? StreamOptions.UNIX : StreamOptions.INET;
  }

  /// Waits, as the JDK, until no thread is inside a call.
  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    network.lock();
    try {
      beginBoth();
      endBoth();
    } finally {
      network.unlock();
    }
  }

  /// As the JDK: the peer hears of it at once, but while a selector has the channel, the socket
  /// lives.
  @Override
  protected void implCloseSelectableChannel() {
    boolean kept = !isBlocking() && isRegistered();
    network.lock();
    try {
      if (!kept) {
        socket.close(aborts());
      } else if (connected && !aborts()) {
        socket.shutdownOutput();
      }
    } finally {
      network.unlock();
    }
  }

  @Override
  public void kill() {
    network.lock();
    try {
      socket.close(aborts());
    } finally {
      network.unlock();
    }
  }

  private boolean aborts() {
    return options.get(StandardSocketOptions.SO_LINGER) == 0;
  }

  @Override
  public int readyOps(int polled, int interest) {
    if ((polled & Pollable.HANG_UP) != 0) {
      return interest;
    }
    int ready = 0;
    if ((polled & Pollable.IN) != 0 && connected) {
      ready |= SelectionKey.OP_READ;
    }
    if ((polled & Pollable.OUT) != 0) {
      ready |= connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
    }
    return ready & interest;
  }

  @Override
  public String toString() {
    if (!isOpen()) {
      return "java.nio.channels.SocketChannel[closed]";
    }
    SocketAddress local = localAddress();
    String state =
        connected ? "connected" : isConnectionPending() ? "connection-pending" : "unconnected";
    return "java.nio.channels.SocketChannel["
        + state
        + (inputShut ? " ishut" : "")
        + (outputShut ? " oshut" : "")
        + (local == null ? "" : " local=" + local)
        + (connected ? " remote=" + remoteAddress() : "")
        + "]";
  }
}
