package dev.heddle.sim.net;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ports of a running host, of TCP or of UDP. Needs the network's lock.
///
/// @param <E> what is open to others at a port: listeners or UDP sockets
final class Ports<E extends Ports.Open> {
  /// As Linux chooses them.
  private static final int FIRST = 32_768;

  private static final int LAST = 60_999;
  private static final long TIME_WAIT = 60_000_000_000L;

  private final Boot boot;
  private final Map<Integer, Port<E>> ports = new HashMap<>();
  private final Map<InetSocketAddress, BitSet> towards = new HashMap<>();
  private final ArrayDeque<Ended> waiting = new ArrayDeque<>();
  private int next = FIRST;

  Ports(Boot boot) {
    this.boot = boot;
  }

  /// What can be reached at a port.
  interface Open {
    /// Whether it is there for this address of its host.
    boolean covers(InetAddress address);
  }

  private static final class Port<E> {
    final List<E> open = new ArrayList<>(1);
    final List<Claim> bound = new ArrayList<>(1);
    int strict; // connections without SO_REUSEADDR
    int lax; // with it

    boolean isFree() {
      return open.isEmpty() && bound.isEmpty() && strict + lax == 0;
    }
  }

  private record Ended(long until, Claim claim) {}

  /// A socket's right to a port.
  ///
  /// @param address what it is bound to, null if it belongs to a connection
  /// @param target where an outgoing connection goes to that did not choose its port
  record Claim(
      int port, @Nullable InetAddress address, boolean lax, @Nullable InetSocketAddress target) {

    boolean excludes(InetAddress other, boolean otherLax) {
      return !(lax && otherLax)
          && (address == null
              || address.isAnyLocalAddress()
              || other.isAnyLocalAddress()
              || address.equals(other));
    }
  }

  /// @param port 0 for any
  Claim bind(InetAddress address, int port, boolean reuse) throws BindException {
    expire();
    if (!boot.owns(address)) {
      throw Errors.notOurs();
    }
    if (port == 0) {
      return claim(new Claim(free(), address, reuse, null));
    }
    Port<E> taken = ports.get(port);
    if (taken != null && !admits(taken, address, reuse)) {
      throw Errors.inUse();
    }
    return claim(new Claim(port, address, reuse, null));
  }

  private static boolean admits(Port<?> port, InetAddress address, boolean reuse) {
    for (Claim each : port.bound) {
      if (each.excludes(address, reuse)) {
        return false;
      }
    }
    return port.strict == 0 && (port.lax == 0 || reuse);
  }

  /// A port for a connection to `target`.
  Claim connect(InetSocketAddress target) throws BindException {
    expire();
    BitSet used = towards.computeIfAbsent(target, t -> new BitSet());
    for (int tries = FIRST; tries <= LAST; tries++) {
      int port = step();
      Port<E> other = ports.get(port);
      if (!used.get(port) && (other == null || other.bound.isEmpty())) {
        used.set(port);
        return claim(new Claim(port, null, false, target));
      }
    }
    throw Errors.notOurs();
  }

  /// The port of an accepted connection, for as long as it lasts.
  Claim accepted(int port, boolean lax) {
    return claim(new Claim(port, null, lax, null));
  }

  void release(Claim claim) {
    Port<E> port = ports.get(claim.port);
    if (port == null) {
      return;
    }
    if (claim.address == null) {
      count(port, claim, -1);
    } else {
      port.bound.remove(claim);
    }
    BitSet used = claim.target == null ? null : towards.get(claim.target);
    if (used != null) {
      used.clear(claim.port);
    }
    drop(claim.port, port);
  }

  /// As [#release], once no packet of the connection can be under way any more.
  void releaseLater(Claim claim) {
    waiting.add(new Ended(boot.network.nanos() + TIME_WAIT, claim));
  }

  /// What is open at the port and covers the address.
  ///
  /// @param address the wildcard for all
  List<E> openAt(int number, InetAddress address) {
    Port<E> port = ports.get(number);
    return port == null
        ? List.of()
        : port.open.stream()
            .filter(each -> address.isAnyLocalAddress() || each.covers(address))
            .toList();
  }

  /// The first that is open at an address; null if there is none.
  @Nullable E first(InetSocketAddress target) {
    Port<E> port = ports.get(target.getPort());
    if (port != null) {
      for (E each : port.open) {
        if (each.covers(target.getAddress())) {
          return each;
        }
      }
    }
    return null;
  }

  void open(E opened, int number) {
    ports.computeIfAbsent(number, n -> new Port<>()).open.add(opened);
  }

  void close(E closed, int number) {
    Port<E> port = ports.get(number);
    if (port != null) {
      port.open.remove(closed);
      drop(number, port);
    }
  }

  private Claim claim(Claim claim) {
    Port<E> port = ports.computeIfAbsent(claim.port, n -> new Port<>());
    if (claim.address == null) {
      count(port, claim, 1);
    } else {
      port.bound.add(claim);
    }
    return claim;
  }

  private static void count(Port<?> port, Claim claim, int change) {
    if (claim.lax) {
      port.lax += change;
    } else {
      port.strict += change;
    }
  }

  private void drop(int number, Port<E> port) {
    if (port.isFree()) {
      ports.remove(number);
    }
  }

  private int free() throws BindException {
    for (int tries = FIRST; tries <= LAST; tries++) {
      int port = step();
      if (!ports.containsKey(port)) {
        return port;
      }
    }
    throw Errors.inUse();
  }

  private int step() {
    int port = next;
    next = port == LAST ? FIRST : port + 1;
    return port;
  }

  private void expire() {
    Ended first;
    while ((first = waiting.peek()) != null && first.until <= boot.network.nanos()) {
      waiting.remove();
      release(first.claim);
    }
  }
}
