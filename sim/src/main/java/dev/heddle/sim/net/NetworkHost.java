package dev.heddle.sim.net;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// A host as the network knows it: a name, an address, and sockets. Each call takes the network's
/// lock.
public final class NetworkHost {
  private static final int DESCRIPTORS = 1_048_576;

  final Network network;
  private final String name;
  private final InetAddress address;
  private final Map<NetworkHost, Link> links = new HashMap<>();
  private int descriptors = DESCRIPTORS;
  private Boot boot;

  NetworkHost(Network network, String name, InetAddress address) {
    this.network = network;
    this.name = name;
    this.address = address;
    this.boot = new Boot(this);
  }

  public String name() {
    return name;
  }

  public InetAddress address() {
    return address;
  }

  /// Sockets that may be open on this host at once.
  public NetworkHost descriptors(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("descriptors < 0: " + limit);
    }
    network.lock();
    try {
      descriptors = limit;
    } finally {
      network.unlock();
    }
    return this;
  }

  /// The host stops: all its sockets are gone, and no peer is notified. The caller makes sure that
  /// no thread of the host runs any more.
  public void crash() {
    network.lock();
    try {
      boot.crash();
    } finally {
      network.unlock();
    }
  }

  /// The host starts again, without any of its sockets: it answers with a reset to what is sent to
  /// a connection from before. Crashes first if it still runs.
  public void restart() {
    network.lock();
    try {
      boot.crash();
      boot = new Boot(this);
    } finally {
      network.unlock();
    }
  }

  /// The way from here to there.
  Link linkTo(NetworkHost to) {
    return links.computeIfAbsent(to, there -> network.newLink(this, there));
  }

  Boot boot() {
    return boot;
  }

  int descriptorLimit() {
    return descriptors;
  }

  @Override
  public int hashCode() {
    return name.hashCode(); // the same in each run
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public String toString() {
    return name;
  }
}
