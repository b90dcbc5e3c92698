package dev.heddle.sim.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A listening socket, as the kernel has it: nothing in here waits. Needs the network's lock.
public final class ListeningSocket extends Pollable implements Ports.Open {
  private static final int BUFFER = 64 * 1024;

  private final ArrayDeque<StreamSocket> queue = new ArrayDeque<>(4);
  private @Nullable SocketAddress local;
  private Ports.@Nullable Claim claim;
  private int backlog;
  private int receiveBuffer = BUFFER;
  private boolean reuse = true; // as the JDK sets it
  private boolean reusePort;
  private boolean closed;

  /// A new socket of the calling host, which takes one of its descriptors.
  public static ListeningSocket open(Network network) throws SocketException {
    Boot boot = network.here().boot();
    boot.takeDescriptor();
    return new ListeningSocket(boot);
  }

  private ListeningSocket(Boot boot) {
    super(boot);
  }

  public @Nullable SocketAddress local() {
    return local;
  }

  public boolean reuse() {
    return reuse;
  }

  public void reuse(boolean on) {
    reuse = on;
  }

  public int receiveBuffer() {
    return receiveBuffer;
  }

  public void receiveBuffer(int bytes) {
    receiveBuffer = Math.max(1_152, bytes);
  }

  public boolean reusePort() {
    return reusePort;
  }

  /// A value without effect.
  public void reusePort(boolean on) {
    reusePort = on;
  }

  public boolean isClosed() {
    return closed;
  }

  /// @throws IOException if the port is in use; a listening socket does not share it
  public void bind(InetSocketAddress address) throws IOException {
    ensureFree(address.getPort(), address.getAddress());
    claim = boot.tcp.bind(address.getAddress(), address.getPort(), reuse);
    local = Boot.nameless(address.getAddress(), claim.port());
  }

  /// Binds to a path of the host, which is free again when this is closed: the simulation has no
  /// files.
  public void bind(UnixDomainSocketAddress address) throws IOException {
    if (boot.paths.putIfAbsent(address.getPath().toString(), this) != null) {
      throw Errors.inUse();
    }
    local = address;
  }

  /// A path that no other socket has.
  public UnixDomainSocketAddress freePath() {
    return UnixDomainSocketAddress.of("/tmp/socket_" + boot.nextPath());
  }

  /// @param backlog connections that may wait for [#accept]
  public void listen(int backlog) throws IOException {
    if (claim != null && local instanceof InetSocketAddress inet) {
      ensureFree(claim.port(), inet.getAddress());
      boot.tcp.open(this, claim.port());
    }
    this.backlog = backlog;
  }

  private void ensureFree(int port, InetAddress address) throws IOException {
    if (!boot.tcp.openAt(port, address).isEmpty()) {
      throw Errors.inUse();
    }
  }

  @Override
  public boolean covers(InetAddress address) {
    return local instanceof InetSocketAddress inet
        && (inet.getAddress().isAnyLocalAddress() || inet.getAddress().equals(address));
  }

  /// As Linux: one more than the backlog.
  boolean hasRoom() {
    return queue.size() <= backlog;
  }

  /// @return false if it does not listen any more
  boolean add(StreamSocket connection) {
    if (closed || !boot.isUp()) {
      return false;
    }
    queue.add(connection);
    changed();
    return true;
  }

  /// The next connection, null if there is none.
  ///
  /// @throws IOException if the host has no descriptor left; the connection stays
  public @Nullable StreamSocket accept() throws IOException {
    StreamSocket first = queue.peek();
    if (first != null) {
      try {
        first.adopt();
      } catch (SocketException e) {
        throw new IOException(e.getMessage());
      }
      queue.remove();
      wake();
    }
    return first;
  }

  /// Gives the descriptor and the port back; connections in the queue are reset.
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boot.giveDescriptor();
    Ports.Claim owned = claim;
    if (owned != null) {
      boot.tcp.close(this, owned.port());
      boot.tcp.release(owned);
    }
    if (local instanceof UnixDomainSocketAddress unix) {
      boot.paths.remove(unix.getPath().toString(), this);
    }
    queue.forEach(StreamSocket::abort);
    queue.clear();
    changed();
  }

  @Override
  public int poll() {
    return queue.isEmpty() ? 0 : IN;
  }
}
