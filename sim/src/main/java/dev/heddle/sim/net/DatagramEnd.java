package dev.heddle.sim.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A UDP socket, as the kernel has it: nothing in here waits. Needs the network's lock.
///
/// What does not fit into the receiver's buffer is lost, as is what links and rules drop.
public final class DatagramEnd extends Pollable implements Ports.Open {
  private static final int LARGEST = 65_507;
  private static final int BUFFER = 208 * 1024;

  /// What the kernel counts beside the payload.
  private static final int OVERHEAD = 512;

  private final ArrayDeque<Datagram> queue = new ArrayDeque<>();
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private Ports.@Nullable Claim claim;
  private int receiveBuffer = BUFFER;
  private int sendBuffer = BUFFER;
  private int queued;
  private boolean reuse;
  private boolean unreachable; // the peer's machine has said so
  private boolean closed;

  private record Datagram(InetSocketAddress source, ByteBuffer payload) {
    int size() {
      return payload.remaining() + OVERHEAD;
    }
  }

  /// A new socket of the calling host, which takes one of its descriptors.
  public static DatagramEnd open(Network network) throws SocketException {
    Boot boot = network.here().boot();
    boot.takeDescriptor();
    return new DatagramEnd(boot);
  }

  private DatagramEnd(Boot boot) {
    super(boot);
  }

  public @Nullable InetSocketAddress local() {
    return local;
  }

  public @Nullable InetSocketAddress remote() {
    return remote;
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

  public int sendBuffer() {
    return sendBuffer;
  }

  public void sendBuffer(int bytes) {
    sendBuffer = Math.max(2_304, bytes);
  }

  public void bind(InetSocketAddress address) throws BindException {
    claim = boot.udp.bind(address.getAddress(), address.getPort(), reuse);
    local = Boot.nameless(address.getAddress(), claim.port());
    boot.udp.open(this, claim.port());
  }

  /// From now on, only datagrams of this peer come in.
  public void connect(InetSocketAddress target) {
    InetSocketAddress own = bound();
    remote = target;
    local = Boot.nameless(source(target.getAddress()), own.getPort());
    queue.removeIf(datagram -> !datagram.source.equals(target));
    queued = queue.stream().mapToInt(Datagram::size).sum();
  }

  /// @param initial the address that it was bound to before
  public void disconnect(InetSocketAddress initial) {
    remote = null;
    local = initial;
    unreachable = false;
  }

  private InetSocketAddress bound() {
    if (local == null) {
      throw new IllegalStateException("not bound");
    }
    return local;
  }

  private InetAddress source(InetAddress target) {
    InetAddress own = bound().getAddress();
    return own.isAnyLocalAddress() ? boot.sourceFor(target) : own;
  }

  /// Sends a datagram; it never waits.
  ///
  /// @throws IOException if it is too long, or the last one came back
  public int send(ByteBuffer payload, InetSocketAddress target) throws IOException {
    reportUnreachable();
    int length = payload.remaining();
    if (length > LARGEST) {
      throw new SocketException("Message too long");
    }
    byte[] bytes = new byte[length];
    payload.get(bytes);
    NetworkHost there = network().at(target.getAddress(), boot.host);
    if (there == null) {
      throw new SocketException("Network is unreachable");
    }
    var from = Boot.nameless(source(target.getAddress()), bound().getPort());
    Link link = boot.host.linkTo(there);
    fly(link, there, from, target, bytes);
    if (link.doubles()) {
      fly(link, there, from, target, bytes);
    }
    return length;
  }

  private void fly(
      Link link,
      NetworkHost there,
      InetSocketAddress from,
      InetSocketAddress target,
      byte[] bytes) {
    Network net = network();
    long delay = net.transit(link, Rule.Kind.DATAGRAM, from, target, bytes.length, 0);
    if (delay != Link.LOST) {
      net.after(link.inOrder(delay), () -> net.locked(() -> land(there, from, target, bytes)));
    }
  }

  private void land(
      NetworkHost there, InetSocketAddress from, InetSocketAddress target, byte[] bytes) {
    network().tellArrival(boot.host, there, Rule.Kind.DATAGRAM, bytes.length);
    if (!there.boot().isUp()) {
      return;
    }
    DatagramEnd receiver = receiver(there.boot(), from, target);
    if (receiver != null) {
      receiver.arrived(new Datagram(from, ByteBuffer.wrap(bytes)));
    } else if (target.equals(remote)) {
      Network net = network();
      long delay = net.transit(there.linkTo(boot.host), Rule.Kind.UNREACHABLE, target, from, 0, 0);
      if (delay != Link.LOST) {
        net.after(delay, () -> net.locked(() -> cameBack(there)));
      }
    }
  }

  private void arrived(Datagram datagram) {
    int size = datagram.size();
    if (queued + size <= 2 * receiveBuffer) {
      queued += size;
      queue.add(datagram);
      changed();
    }
  }

  private void cameBack(NetworkHost there) {
    network().tellArrival(there, boot.host, Rule.Kind.UNREACHABLE, 0);
    if (!closed && remote != null) {
      unreachable = true;
      changed();
    }
  }

  @Override
  public boolean covers(InetAddress address) {
    InetAddress own = bound().getAddress();
    return own.isAnyLocalAddress() || own.equals(address);
  }

  /// A socket that is connected to the sender comes first.
  private static @Nullable DatagramEnd receiver(
      Boot there, InetSocketAddress from, InetSocketAddress target) {
    DatagramEnd found = null;
    for (DatagramEnd each : there.udp.openAt(target.getPort(), target.getAddress())) {
      if (from.equals(each.remote)) {
        return each;
      }
      found = each.remote == null ? each : found;
    }
    return found;
  }

  /// The next datagram; what does not fit is cut off.
  ///
  /// @return where it comes from, null if there is none
  /// @throws PortUnreachableException if what was sent has come back
  public @Nullable InetSocketAddress receive(ByteBuffer into) throws PortUnreachableException {
    reportUnreachable();
    Datagram first = queue.poll();
    if (first == null) {
      return null;
    }
    queued -= first.size();
    into.put(first.payload.slice(0, Math.min(into.remaining(), first.payload.remaining())));
    return first.source;
  }

  private void reportUnreachable() throws PortUnreachableException {
    if (unreachable) {
      unreachable = false;
      throw new PortUnreachableException();
    }
  }

  /// Gives the descriptor and the port back.
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boot.giveDescriptor();
    Ports.Claim owned = claim;
    if (owned != null) {
      boot.udp.close(this, owned.port());
      boot.udp.release(owned);
    }
    queue.clear();
    changed();
  }

  @Override
  public int poll() {
    return OUT | (queue.isEmpty() ? 0 : IN) | (unreachable ? HANG_UP : 0);
  }
}
