package dev.heddle.lab.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One check's dealings with the server: its actions and observations, for the report. Thread-safe.
/// Closes its connections at the end.
final class Visit implements AutoCloseable {
  private static final int MOST_TOLD = 8;

  private final CheckedServer access;
  private final int patienceMillis;
  private final Dialect dialect;

  // Guarded by this.
  private final List<Peer> peers = new ArrayList<>();
  private final List<String> did = new ArrayList<>();
  private final List<String> saw = new ArrayList<>();

  Visit(CheckedServer access, int patienceMillis, Dialect dialect) {
    this.access = access;
    this.patienceMillis = patienceMillis;
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
  }

  int patienceMillis() {
    return patienceMillis;
  }

  /// Whether no connection was accepted.
  synchronized boolean isUnconnected() {
    return peers.isEmpty();
  }

  /// Connects.
  Peer connect() throws IOException {
    Peer peer = Peer.connect(access, patienceMillis, this);
    synchronized (this) {
      peers.add(peer);
    }
    return peer;
  }

  /// Another one, for many connections: it is more patient, and its observations are not reported.
  Visit quiet() {
    return new Visit(access, 3 * patienceMillis, dialect);
  }

  synchronized void did(String what) {
    add(did, what);
  }

  synchronized void saw(String what) {
    add(saw, what);
  }

  private static void add(List<String> list, String what) {
    if (list.size() < MOST_TOLD) {
      list.add(what);
    } else if (list.size() == MOST_TOLD) {
      list.add("…");
    }
  }

  synchronized String deeds() {
    return String.join(", ", did);
  }

  synchronized String sights() {
    return String.join(", ", saw);
  }

  @Override
  public synchronized void close() {
    peers.forEach(Peer::close);
  }
}
