package dev.heddle.cluster;

import io.nats.client.Connection;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// This process as a node of the cluster, from its start to its end. Thread-safe.
final class Node {
  /// How long a connection may be lost before all that needs it is refused: to find another server
  /// takes less.
  private static final long GRACE_NANOS = 2_000_000_000L;

  private final String id = UUID.randomUUID().toString().substring(0, 13);
  private final AtomicLong keys = new AtomicLong();
  private final AtomicInteger leases = new AtomicInteger();
  private volatile long lostAt; // by System.nanoTime; 0 while connected

  /// Unlike that of any other node, and of this process when it is started again.
  String id() {
    return id;
  }

  /// A number that this node has not used yet.
  long nextKey() {
    return keys.incrementAndGet();
  }

  /// The number of a lease that this node has not used yet, in no register.
  int nextLease() {
    return leases.incrementAndGet();
  }

  /// Whether NATS is connected, or was a moment ago.
  boolean isReachable() {
    long lost = lostAt;
    return lost == 0 || System.nanoTime() - lost < GRACE_NANOS;
  }

  /// Whether NATS is connected.
  boolean isConnected() {
    return lostAt == 0;
  }

  /// The connection's state has changed. Called by one thread at a time.
  ///
  /// @return whether it is connected now and was not before, or the other way round
  boolean changed(Connection.Status status) {
    boolean connected = status == Connection.Status.CONNECTED;
    if (connected == (lostAt == 0)) {
      return false;
    }
    lostAt = connected ? 0 : System.nanoTime() | 1; // never 0
    return true;
  }
}
