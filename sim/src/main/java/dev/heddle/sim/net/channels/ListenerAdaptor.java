package dev.heddle.sim.net.channels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listening channel as a `ServerSocket`. Thread-safe.
final class ListenerAdaptor extends ServerSocket {
  private final ListenerChannel channel;
  private volatile int timeout;

  private ListenerAdaptor(ListenerChannel channel) {
    super(new NoSocketImpl());
    this.channel = channel;
  }

  static ListenerAdaptor of(ListenerChannel channel) {
    return new ListenerAdaptor(channel);
  }

  @Override
  public void bind(@Nullable SocketAddress address) throws IOException {
    bind(address, 50);
  }

  @Override
  public void bind(@Nullable SocketAddress address, int backlog) throws IOException {
    SocketAddress chosen = address == null ? new InetSocketAddress(0) : address;
    Translated.io(() -> channel.bind(chosen, backlog));
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return channel.localAddress() instanceof InetSocketAddress local ? local.getAddress() : null;
  }

  @Override
  public int getLocalPort() {
    return channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : -1;
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return channel.localAddress();
  }

  @Override
  public Socket accept() throws IOException {
    if (!isBound()) {
      throw new IllegalBlockingModeException();
    }
    SocketChannel[] accepted = new SocketChannel[1];
    Translated.io(() -> accepted[0] = take());
    return accepted[0].socket();
  }

  private SocketChannel take() throws IOException {
    SocketChannel accepted = channel.accept(SocketStreams.nanos(timeout));
    if (accepted == null) {
      throw new IllegalBlockingModeException();
    }
    return accepted;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public ServerSocketChannel getChannel() {
    return channel;
  }

  @Override
  public boolean isBound() {
    return channel.localAddress() != null;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    ensureOpen();
    if (millis < 0) {
      throw new IllegalArgumentException("timeout < 0");
    }
    timeout = millis;
  }

  @Override
  public int getSoTimeout() throws SocketException {
    ensureOpen();
    return timeout;
  }

  private void ensureOpen() throws SocketException {
    if (!channel.isOpen()) {
      throw new SocketException("Socket is closed");
    }
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    Translated.option(() -> {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, on);
    });
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return Translated.option(() -> channel.getOption(StandardSocketOptions.SO_REUSEADDR));
  }

  @Override
  public void setReceiveBufferSize(int bytes) throws SocketException {
    if (bytes <= 0) {
      throw new IllegalArgumentException("size cannot be 0 or negative");
    }
    Translated.option(() -> {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, bytes);
    });
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return Translated.option(() -> channel.getOption(StandardSocketOptions.SO_RCVBUF));
  }

  @Override
  public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
    channel.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return channel.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return channel.supportedOptions();
  }

  @Override
  public String toString() {
    return isBound()
        ? "ServerSocket[addr=" + getInetAddress() + ",localport=" + getLocalPort() + "]"
        : "ServerSocket[unbound]";
  }
}
