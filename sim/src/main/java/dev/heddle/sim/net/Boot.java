package dev.heddle.sim.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A host from a start to the next crash: its ports, paths and descriptors. Needs the network's
/// lock.
public final class Boot {
  final NetworkHost host;
  final Network network;
  final Ports<ListeningSocket> tcp = new Ports<>(this);
  final Ports<DatagramEnd> udp = new Ports<>(this);
  final Map<String, ListeningSocket> paths = new HashMap<>();

  /// What is full on its way to here: TCP asks from time to time whether there is room again.
  final Set<Direction> stuck = new LinkedHashSet<>();

  private int descriptors;
  private int nextPath;
  private boolean up = true;

  Boot(NetworkHost host) {
    this.host = host;
    this.network = host.network;
  }

  boolean isUp() {
    return up;
  }

  void crash() {
    up = false;
    List<Direction> all = List.copyOf(stuck);
    stuck.clear();
    all.forEach(each -> each.send(Rule.Kind.PROBE));
  }

  /// @throws SocketException if the host has none left
  void takeDescriptor() throws SocketException {
    if (descriptors >= host.descriptorLimit()) {
      throw Errors.tooManyFiles();
    }
    descriptors++;
  }

  void giveDescriptor() {
    descriptors--;
  }

  int nextPath() {
    return nextPath++;
  }

  /// The address that connections to `target` come from.
  InetAddress sourceFor(InetAddress target) {
    return target.isLoopbackAddress() ? target : host.address();
  }

  /// An address as a kernel knows it: without the name by which a program has found it.
  static InetSocketAddress nameless(InetAddress address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.getAddress()), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // its length is that of an address
    }
  }

  boolean owns(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.equals(host.address());
  }
}
