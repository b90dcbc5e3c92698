package dev.heddle.sim.net.channels;

import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;

import dev.heddle.sim.net.ListeningSocket;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Pollable;
import dev.heddle.sim.net.StreamSocket;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listening socket's channel. Thread-safe: one thread accepts at a time.
final class ListenerChannel extends ServerSocketChannel implements Selectable {
  private static final int BACKLOG = 50;
  static final Set<SocketOption<?>> OPTIONS = Set.of(SO_RCVBUF, SO_REUSEADDR, SO_REUSEPORT);

  private static final Set<SocketOption<?>> UNIX = Set.of(SO_RCVBUF);

  private final Network network;
  private final ListeningSocket listener;
  private final boolean unix;
  private boolean accepting; // guarded by the network's lock, as the rest
  private @Nullable ListenerAdaptor adaptor;

  ListenerChannel(
      SelectorProvider provider, Network network, ListeningSocket listener, boolean unix) {
    super(provider);
    this.network = network;
    this.listener = listener;
    this.unix = unix;
  }

  @Override
  public Pollable pollable() {
    return listener;
  }

  @Override
  public ServerSocketChannel bind(@Nullable SocketAddress address, int backlog) throws IOException {
    network.lock();
    try {
      ensureOpen();
      if (listener.local() != null) {
        throw new AlreadyBoundException();
      }
      if (unix) {
        listener.bind(address == null ? listener.freePath() : AddressChecks.path(address));
      } else {
        listener.bind(AddressChecks.local(address));
      }
      listener.listen(backlog < 1 ? BACKLOG : backlog);
      return this;
    } finally {
      network.unlock();
    }
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    return accept(isBlocking(), Pollable.FOREVER);
  }

  /// @throws SocketTimeoutException if no client connects in time
  @Nullable SocketChannel accept(long timeoutNanos) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    return accept(true, timeoutNanos);
  }

  private @Nullable SocketChannel accept(boolean blocking, long timeoutNanos) throws IOException {
    ensureOpen();
    if (blocking) {
      begin();
    }
    StreamSocket accepted = null;
    try {
      accepted = take(blocking, timeoutNanos);
    } finally {
      if (blocking) {
        end(accepted != null);
      }
    }
    return accepted == null ? null : StreamChannel.accepted(provider(), network, accepted);
  }

  private @Nullable StreamSocket take(boolean blocking, long timeoutNanos) throws IOException {
    network.lock();
    try {
      while (accepting && isOpen()) {
        listener.await(Pollable.FOREVER);
      }
      ensureOpen();
      if (listener.local() == null) {
        throw new NotYetBoundException();
      }
      accepting = true;
      try {
        return await(blocking, timeoutNanos);
      } finally {
        accepting = false;
        listener.wake();
      }
    } finally {
      network.unlock();
    }
  }

  private @Nullable StreamSocket await(boolean blocking, long timeoutNanos) throws IOException {
    long deadline =
        timeoutNanos == Pollable.FOREVER ? timeoutNanos : network.nanos() + timeoutNanos;
    StreamSocket accepted = listener.accept();
    while (accepted == null && blocking && isOpen()) {
      if (deadline != Pollable.FOREVER && network.nanos() >= deadline) {
        throw new SocketTimeoutException("Accept timed out");
      }
      listener.await(deadline);
      accepted = isOpen() ? listener.accept() : null;
    }
    return accepted;
  }

  @Override
  public ServerSocket socket() {
    if (unix) {
      throw new UnsupportedOperationException("Not supported");
    }
    network.lock();
    try {
      if (adaptor == null) {
        adaptor = ListenerAdaptor.of(this);
      }
      return adaptor;
    } finally {
      network.unlock();
    }
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    ensureOpen();
    return localAddress();
  }

  @Nullable SocketAddress localAddress() {
    network.lock();
    try {
      return listener.local();
    } finally {
      network.unlock();
    }
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    OptionChecks.check(supportedOptions(), name, value);
    network.lock();
    try {
      ensureOpen();
      set(listener, name, value);
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
      return get(listener, name);
    } finally {
      network.unlock();
    }
  }

  static void set(ListeningSocket listener, SocketOption<?> name, Object value) {
    if (name.equals(SO_RCVBUF)) {
      listener.receiveBuffer(StreamOptions.size((Integer) value));
    } else if (name.equals(SO_REUSEADDR)) {
      listener.reuse((Boolean) value);
    } else {
      listener.reusePort((Boolean) value);
    }
  }

  @SuppressWarnings("unchecked") // the value has the option's type
  static <T> T get(ListeningSocket listener, SocketOption<T> name) {
    Object value =
        name.equals(SO_RCVBUF)
            ? (Object) listener.receiveBuffer()
            : name.equals(SO_REUSEADDR) ? (Object) listener.reuse() : listener.reusePort();
    return (T) value;
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return unix ? UNIX : OPTIONS;
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    network.lock();
    try {
      while (accepting && isOpen()) {
        listener.await(Pollable.FOREVER);
      }
      ensureOpen();
    } finally {
      network.unlock();
    }
  }

  /// As the JDK: while a selector has the channel, the socket still listens.
  @Override
  protected void implCloseSelectableChannel() {
    if (isBlocking() || !isRegistered()) {
      kill();
    }
  }

  @Override
  public void kill() {
    network.lock();
    try {
      listener.close();
    } finally {
      network.unlock();
    }
  }

  private void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public int readyOps(int polled, int interest) {
    return polled == 0 ? 0 : SelectionKey.OP_ACCEPT & interest;
  }

  @Override
  public String toString() {
    SocketAddress local = localAddress();
    return "java.nio.channels.ServerSocketChannel["
        + (isOpen() ? local == null ? "unbound" : local : "closed")
        + "]";
  }
}
