package dev.heddle.sim.net;

import java.time.Duration;

/// The way from one host to another, or within a host. Settings may change at any time; each call
/// takes the network's lock.
public final class Link {
  static final long LOST = -1;
  private static final int PER_MILLION = 1_000_000;

  private final Network network;
  private final NetworkHost from;
  private final NetworkHost to;
  private long shortest;
  private long spread;
  private long bytesPerSecond;
  private long free; // when the last packet has left, if the bandwidth is bounded
  private long lastDue; // when the last datagram arrives
  private int lost;
  private int doubled;
  private boolean cut;

  Link(Network network, NetworkHost from, NetworkHost to, long shortest, long longest) {
    this.network = network;
    this.from = from;
    this.to = to;
    this.shortest = shortest;
    this.spread = longest - shortest;
  }

  /// How long a packet takes: random, between the two. Datagrams between two hosts overtake each
  /// other; the bytes of a connection do not, and nor does what stays on a host.
  public Link latency(Duration shortest, Duration longest) {
    if (shortest.isNegative() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException("latency: " + shortest + " to " + longest);
    }
    return locked(() -> {
      this.shortest = shortest.toNanos();
      this.spread = longest.toNanos() - this.shortest;
    });
  }

  /// @param bytesPerSecond 0 if unbounded
  public Link bandwidth(long bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("bytesPerSecond < 0: " + bytesPerSecond);
    }
    return locked(() -> this.bytesPerSecond = bytesPerSecond);
  }

  /// The share of packets that are lost, 0 to 1.
  public Link loss(double share) {
    int value = perMillion(share);
    return locked(() -> lost = value);
  }

  /// The share of datagrams that arrive twice, 0 to 1.
  public Link doubling(double share) {
    int value = perMillion(share);
    return locked(() -> doubled = value);
  }

  /// Nothing passes any more in this direction, until [#heal].
  public Link cut() {
    return cut(true);
  }

  public Link heal() {
    return cut(false);
  }

  private Link cut(boolean on) {
    return locked(() -> {
      if (cut != on) {
        cut = on;
        String change = on ? " is lost" : " arrives again";
        network.tell(() -> "what " + from.name() + " sends to " + to.name() + change);
      }
    });
  }

  NetworkHost from() {
    return from;
  }

  NetworkHost to() {
    return to;
  }

  /// @return the nanoseconds that the packet takes, or [#LOST]
  long transit(int bytes) {
    if (cut || (lost > 0 && happens(lost))) {
      return LOST;
    }
    long delay =
        shortest + (spread == 0 ? 0 : Long.remainderUnsigned(network.random(), spread + 1));
    return bytesPerSecond == 0 ? delay : delay + queue(bytes);
  }

  /// When a datagram that takes `delay` arrives: within a host, not before the one that was sent
  /// before it.
  long inOrder(long delay) {
    if (!from.equals(to)) {
      return delay;
    }
    long now = network.nanos();
    lastDue = Math.max(lastDue, now + delay);
    return lastDue - now;
  }

  boolean doubles() {
    return doubled > 0 && happens(doubled);
  }

  private long queue(int bytes) {
    long now = network.nanos();
    free = Math.max(free, now) + Math.multiplyExact(bytes + 40L, 1_000_000_000L) / bytesPerSecond;
    return free - now;
  }

  private boolean happens(int perMillion) {
    return Long.remainderUnsigned(network.random(), PER_MILLION) < perMillion;
  }

  private static int perMillion(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share: " + share);
    }
    return (int) Math.round(share * PER_MILLION);
  }

  private Link locked(Runnable change) {
    network.lock();
    try {
      change.run();
    } finally {
      network.unlock();
    }
    return this;
  }
}
