package dev.heddle.sim.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A listening socket, as the kernel has it: nothing in here waits. Needs the network's lock.
public final class Listener extends Pollable {
  private static final int BUFFER = 64 * 1024;

  private final ArrayDeque<StreamSocket> queue = new ArrayDeque<>(4);
  private @Nullable SocketAddress local;
  private Ports.@Nullable Claim claim;
  private int backlog;
  private int receiveBuffer = BUFFER;
  private boolean reuse = true; // as the JDK sets it
  private boolean closed;

  /// A new socket of the calling host, which takes one of its descriptors.
  public static Listener open(Network network) throws SocketException {
    Boot boot = network.here().boot();
    boot.takeDescriptor();
    return new Listener(boot);
  }

  private Listener(Boot boot) {
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

  /// Binds and listens.
  ///
  /// @param backlog connections that may wait for [#accept]
  public void listen(InetSocketAddress address, int backlog) throws IOException {
    Ports.Claim own = boot.tcp.bind(address.getAddress(), address.getPort(), reuse);
    try {
      boot.tcp.listen(this, own.port(), address.getAddress());
    } catch (IOException e) {
      boot.tcp.release(own);
      throw e;
    }
    claim = own;
    local = new InetSocketAddress(address.getAddress(), own.port());
    this.backlog = backlog;
  }

  boolean covers(InetAddress address) {
    return local instanceof InetSocketAddress inet
        && (inet.getAddress().isAnyLocalAddress() || inet.getAddress().equals(address));
  }

  /// As Linux: one more than the backlog.
  boolean hasRoom() {
    return queue.size() <= backlog;
  }

  /// @return false if nobody listens any more
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
      boot.tcp.unlisten(this, owned.port());
      boot.tcp.release(owned);
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
