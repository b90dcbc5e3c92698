package dev.heddle.sim.net.channels;

import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_SNDBUF;

import dev.heddle.sim.net.DatagramEnd;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Pollable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A UDP socket's channel, without multicast. Thread-safe: one thread receives at a time.
final class DatagramEndChannel extends DatagramChannel implements Selectable {
  private static final Set<SocketOption<?>> OPTIONS =
      Set.of(
          SO_SNDBUF,
          SO_RCVBUF,
          SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT,
          StandardSocketOptions.SO_BROADCAST,
          StandardSocketOptions.IP_TOS,
          StandardSocketOptions.IP_MULTICAST_TTL,
          StandardSocketOptions.IP_MULTICAST_LOOP);

  private final Network network;
  private final DatagramEnd socket;
  private final Map<SocketOption<?>, Object> others = new HashMap<>(0);
  private @Nullable InetSocketAddress initial; // guarded by the network's lock, as the rest
  private boolean receiving;

  DatagramEndChannel(SelectorProvider provider, Network network, DatagramEnd socket) {
    super(provider);
    this.network = network;
    this.socket = socket;
  }

  @Override
  public Pollable pollable() {
    return socket;
  }

  @FunctionalInterface
  private interface Call<T extends @Nullable Object> {
    T get() throws IOException;
  }

  private <T extends @Nullable Object> T locked(Call<T> call) throws IOException {
    network.lock();
    try {
      ensureOpen();
      return call.get();
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
  public DatagramChannel bind(@Nullable SocketAddress address) throws IOException {
    return locked(() -> {
      if (socket.local() != null) {
        throw new AlreadyBoundException();
      }
      socket.bind(AddressChecks.local(address));
      return this;
    });
  }

  private void bindIfNeeded() throws IOException {
    if (socket.local() == null) {
      socket.bind(AddressChecks.local(null));
    }
  }

  @Override
  public DatagramChannel connect(SocketAddress remote) throws IOException {
    InetSocketAddress target = AddressChecks.target(remote);
    return locked(() -> {
      if (socket.remote() != null) {
        throw new AlreadyConnectedException();
      }
      if (target.getPort() == 0) {
        throw new SocketException("Can't connect to port 0");
      }
      bindIfNeeded();
      initial = socket.local();
      socket.connect(target);
      return this;
    });
  }

  @Override
  public DatagramChannel disconnect() throws IOException {
    network.lock();
    try {
      InetSocketAddress before = initial;
      if (isOpen() && socket.remote() != null && before != null) {
        socket.disconnect(before);
      }
      return this;
    } finally {
      network.unlock();
    }
  }

  @Override
  public boolean isConnected() {
    network.lock();
    try {
      return isOpen() && socket.remote() != null;
    } finally {
      network.unlock();
    }
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    return receive(into, false);
  }

  private @Nullable InetSocketAddress receive(ByteBuffer into, boolean connected)
      throws IOException {
    ensureOpen();
    boolean blocking = isBlocking();
    if (blocking) {
      begin();
    }
    InetSocketAddress source = null;
    network.lock();
    try {
      source = take(into, blocking, connected);
    } finally {
      network.unlock();
      if (blocking) {
        end(source != null);
      }
    }
    return source;
  }

  private @Nullable InetSocketAddress take(ByteBuffer into, boolean blocking, boolean connected)
      throws IOException {
    while (receiving && isOpen()) {
      socket.await(Pollable.FOREVER);
    }
    ensureOpen();
    if (connected && socket.remote() == null) {
      throw new NotYetConnectedException();
    }
    bindIfNeeded();
    receiving = true;
    try {
      InetSocketAddress source = socket.receive(into);
      while (source == null && blocking && isOpen()) {
        socket.await(Pollable.FOREVER);
        source = isOpen() ? socket.receive(into) : null;
      }
      return source;
    } finally {
      receiving = false;
      socket.wake();
    }
  }

  @Override
  public int send(ByteBuffer source, SocketAddress target) throws IOException {
    Objects.requireNonNull(source);
    InetSocketAddress to = AddressChecks.target(target);
    return sending(() -> {
      InetSocketAddress remote = socket.remote();
      if (remote != null && !remote.equals(target)) {
        throw new AlreadyConnectedException();
      }
      if (to.getPort() == 0) {
        throw new SocketException("Can't send to port 0");
      }
      bindIfNeeded();
      return socket.send(source, to);
    });
  }

  /// Never waits, but an interrupted thread closes the channel, as the JDK's does.
  private int sending(Call<Integer> call) throws IOException {
    ensureOpen();
    boolean blocking = isBlocking();
    if (blocking) {
      begin();
    }
    boolean done = false;
    try {
      int count = locked(call);
      done = true;
      return count;
    } finally {
      if (blocking) {
        end(done);
      }
    }
  }

  private InetSocketAddress remote() {
    InetSocketAddress remote = socket.remote();
    if (remote == null) {
      throw new NotYetConnectedException();
    }
    return remote;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int before = into.position();
    receive(into, true);
    return into.position() - before;
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    int room = 0;
    for (int i = offset; i < offset + length; i++) {
      room += into[i].remaining();
    }
    ByteBuffer whole = ByteBuffer.allocate(room);
    int count = read(whole);
    whole.flip();
    for (int i = offset; i < offset + length; i++) {
      int part = Math.min(whole.remaining(), into[i].remaining());
      into[i].put(whole.slice(whole.position(), part));
      whole.position(whole.position() + part);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    Objects.requireNonNull(source);
    return sending(() -> socket.send(source, remote()));
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    int total = 0;
    for (int i = offset; i < offset + length; i++) {
      total += sources[i].remaining();
    }
    ByteBuffer whole = ByteBuffer.allocate(total);
    for (int i = offset; i < offset + length; i++) {
      whole.put(sources[i]);
    }
    return write(whole.flip());
  }

  @Override
  public DatagramSocket socket() {
    throw new UnsupportedOperationException("a simulated DatagramChannel has no DatagramSocket");
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    return locked(socket::local);
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    return locked(socket::remote);
  }

  @Override
  public <T> DatagramChannel setOption(SocketOption<T> name, T value) throws IOException {
    OptionChecks.check(OPTIONS, name, value);
    return locked(() -> {
      if (name.equals(SO_SNDBUF)) {
        socket.sendBuffer(StreamOptions.size((Integer) value));
      } else if (name.equals(SO_RCVBUF)) {
        socket.receiveBuffer(StreamOptions.size((Integer) value));
      } else if (name.equals(SO_REUSEADDR)) {
        socket.reuse((Boolean) value);
      } else {
        others.put(name, value);
      }
      return this;
    });
  }

  @Override
  @SuppressWarnings("unchecked") // the value has the option's type
  public <T> T getOption(SocketOption<T> name) throws IOException {
    OptionChecks.checkName(OPTIONS, name);
    return (T) locked(() -> value(name));
  }

  private Object value(SocketOption<?> name) {
    if (name.equals(SO_SNDBUF)) {
      return socket.sendBuffer();
    } else if (name.equals(SO_RCVBUF)) {
      return socket.receiveBuffer();
    } else if (name.equals(SO_REUSEADDR)) {
      return socket.reuse();
    }
    Object kept = others.get(name);
    return kept != null ? kept : OptionChecks.byDefault(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return OPTIONS;
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface interf) {
    throw new UnsupportedOperationException("multicast is not simulated");
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface interf, InetAddress source) {
    throw new UnsupportedOperationException("multicast is not simulated");
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    locked(() -> {
      while (receiving && isOpen()) {
        socket.await(Pollable.FOREVER);
      }
      return true;
    });
  }

  /// As the JDK: while a selector has the channel, the socket keeps its port.
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
      socket.close();
    } finally {
      network.unlock();
    }
  }

  @Override
  public int readyOps(int polled, int interest) {
    if ((polled & Pollable.HANG_UP) != 0) {
      return interest;
    }
    int ready = SelectionKey.OP_WRITE | ((polled & Pollable.IN) != 0 ? SelectionKey.OP_READ : 0);
    return ready & interest;
  }

  @Override
  public String toString() {
    String state;
    try {
      state = "local=" + getLocalAddress() + " remote=" + getRemoteAddress();
    } catch (IOException e) {
      state = "closed";
    }
    return "java.nio.channels.DatagramChannel[" + state + "]";
  }
}
