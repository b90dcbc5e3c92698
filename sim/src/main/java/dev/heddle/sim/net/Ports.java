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

/// The TCP ports of a running host. Needs the network's lock.
final class Ports {
  /// As Linux chooses them.
  private static final int FIRST = 32_768;

  private static final int LAST = 60_999;
  private static final long TIME_WAIT = 60_000_000_000L;

  private final Boot boot;
  private final Map<Integer, Port> ports = new HashMap<>();
  private final Map<InetSocketAddress, BitSet> towards = new HashMap<>();
  private final ArrayDeque<Ended> waiting = new ArrayDeque<>();
  private int next = FIRST;

  Ports(Boot boot) {
    this.boot = boot;
  }

  private static final class Port {
    final List<Listener> listeners = new ArrayList<>(1);
    int bound; // by bind
    int strict; // sockets of all kinds without SO_REUSEADDR
    int lax; // with it

    boolean isFree() {
      return listeners.isEmpty() && bound + strict + lax == 0;
    }
  }

  private record Ended(long until, Claim claim) {}

  /// A socket's right to a port.
  ///
  /// @param target where an outgoing connection goes to that did not choose its port
  record Claim(int port, boolean bound, boolean lax, @Nullable InetSocketAddress target) {}

  /// @param port 0 for any
  Claim bind(InetAddress address, int port, boolean reuse) throws BindException {
    expire();
    if (!boot.owns(address)) {
      throw Errors.notOurs();
    }
    if (port == 0) {
      return claim(new Claim(free(), true, reuse, null));
    }
    Port taken = ports.get(port);
    if (taken != null
        && (taken.strict > 0 || (taken.lax > 0 && !reuse) || overlaps(taken, address))) {
      throw Errors.inUse();
    }
    return claim(new Claim(port, true, reuse, null));
  }

  /// A port for a connection to `target`.
  Claim connect(InetSocketAddress target) throws BindException {
    expire();
    BitSet used = towards.computeIfAbsent(target, t -> new BitSet());
    for (int tries = FIRST; tries <= LAST; tries++) {
      int port = step();
      Port other = ports.get(port);
      if (!used.get(port) && (other == null || (other.bound == 0 && other.listeners.isEmpty()))) {
        used.set(port);
        return claim(new Claim(port, false, false, target));
      }
    }
    throw Errors.notOurs();
  }

  /// The port of an accepted connection, for as long as it lasts.
  Claim accepted(int port, boolean lax) {
    return claim(new Claim(port, false, lax, null));
  }

  void release(Claim claim) {
    Port port = ports.get(claim.port);
    if (port == null) {
      return;
    }
    port.bound -= claim.bound ? 1 : 0;
    port.lax -= claim.lax ? 1 : 0;
    port.strict -= claim.lax ? 0 : 1;
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

  /// @throws BindException if another one listens there
  void listen(Listener listener, int number, InetAddress address) throws BindException {
    Port port = ports.computeIfAbsent(number, n -> new Port());
    if (overlaps(port, address)) {
      throw Errors.inUse();
    }
    port.listeners.add(listener);
  }

  void unlisten(Listener listener, int number) {
    Port port = ports.get(number);
    if (port != null) {
      port.listeners.remove(listener);
      drop(number, port);
    }
  }

  @Nullable Listener listener(InetSocketAddress target) {
    Port port = ports.get(target.getPort());
    if (port != null) {
      for (Listener each : port.listeners) {
        if (each.covers(target.getAddress())) {
          return each;
        }
      }
    }
    return null;
  }

  private Claim claim(Claim claim) {
    Port port = ports.computeIfAbsent(claim.port, n -> new Port());
    port.bound += claim.bound ? 1 : 0;
    port.lax += claim.lax ? 1 : 0;
    port.strict += claim.lax ? 0 : 1;
    return claim;
  }

  private void drop(int number, Port port) {
    if (port.isFree()) {
      ports.remove(number);
    }
  }

  private static boolean overlaps(Port port, InetAddress address) {
    for (Listener each : port.listeners) {
      if (address.isAnyLocalAddress() || each.covers(address)) {
        return true;
      }
    }
    return false;
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
