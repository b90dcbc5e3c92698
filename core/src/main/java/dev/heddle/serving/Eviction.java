package dev.heddle.serving;

import dev.heddle.AddressBlock;
import dev.heddle.connection.Session;
import dev.heddle.connection.SessionRegistry;
import dev.heddle.jdk.LogThrottle;
import dev.heddle.jdk.SafeLog;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Closes idle connections of a server that is full, to make room for a new client: see
/// [dev.heddle.FullPolicy#EVICT_IDLE].
///
/// It scans the connections only when a client waits for a place, and keeps them in no order: so a
/// connection pays nothing for it while bytes move. If there are many, it closes several per scan,
/// so that the scan costs each client little. For the accepting thread.
public final class Eviction {
  /// How soon a client that waits for a place should be tried again.
  public static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// How long a request may be in transit after the connection was opened, and an answer after it
  /// was written.
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// A handler that has not ended by then is not waited for: another connection is closed.
  private static final long ENDING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int PART = 64;

  private static final Logger LOG = System.getLogger("dev.heddle.connection");

  private final SessionRegistry sessions;
  private final String server;
  private final int capacity;
  private final LogThrottle seldom = new LogThrottle();
  private final List<Session> ending = new ArrayList<>();
  private long endingSince;

  /// @param server its name in the log
  /// @param capacity how many connections it serves at once
  public Eviction(SessionRegistry sessions, String server, int capacity) {
    this.sessions = sessions;
    this.server = server;
    this.capacity = capacity;
  }

  /// A silent connection, as it was when it was looked at: bytes may arrive while all are compared.
  ///
  /// @param spoke whether it has ever sent a byte
  private record Idle(Session session, AddressBlock address, long since, boolean spoke) {}

  /// Closes idle connections, unless some that it has closed are about to give up their places.
  public void makeRoom() {
    long now = System.nanoTime();
    ending.removeIf(session -> !sessions.isOpen(session));
    if (!ending.isEmpty() && now - endingSince < ENDING_NANOS) {
      return;
    }
    ending.clear();
    List<Idle> idle = idle(now);
    if (idle.isEmpty()) {
      return;
    }
    Map<AddressBlock, Integer> open = new HashMap<>();
    sessions.open().forEach(each -> open.merge(AddressBlock.of(each.peer()), 1, Integer::sum));
    evict(ordered(idle, open), now, open);
  }

  private List<Idle> idle(long now) {
    List<Idle> idle = new ArrayList<>();
    for (Session session : sessions.open()) {
      long since = session.silentSince(now);
      if (now - since >= GRACE_NANOS) {
        boolean spoke = session.bytesIn() > 0;
        idle.add(new Idle(session, AddressBlock.of(session.peer()), since, spoke));
      }
    }
    return idle;
  }

  /// Orders them so that each is the one of the address with the most connections that has been
  /// silent the longest, once those before it are closed. Of those that seem silent for as long,
  /// one that has never sent a byte comes first: its handshake may have been the last that moved.
  private static List<Idle> ordered(List<Idle> idle, Map<AddressBlock, Integer> open) {
    record Ranked(Idle idle, int connections) {}

    Map<AddressBlock, Integer> left = new HashMap<>(open);
    return idle.stream()
        .sorted(
            Comparator.comparingLong(Idle::since)
                .thenComparing(Idle::spoke)
                .thenComparingLong(each -> each.session.id()))
        .map(each -> new Ranked(each, left.merge(each.address, -1, Integer::sum)))
        .sorted(Comparator.comparingInt(Ranked::connections).reversed()) // stable
        .map(Ranked::idle)
        .toList();
  }

  private void evict(List<Idle> candidates, long now, Map<AddressBlock, Integer> open) {
    int wanted = Math.max(1, capacity / PART);
    for (Idle each : candidates) {
      if (each.session.silentSince(now) == each.since && each.session.evict()) {
        say(each, now, open);
        ending.add(each.session);
        endingSince = now;
        if (ending.size() == wanted) {
          return;
        }
      }
    }
  }

  private void say(Idle evicted, long now, Map<AddressBlock, Integer> open) {
    long untold = seldom.pass();
    if (untold >= 0) {
      SafeLog.info(
          LOG,
          server
              + " is full: "
              + evicted.session
              + " closed to make room: idle for "
              + TimeUnit.NANOSECONDS.toMillis(now - evicted.since)
              + " ms, and its address has "
              + open.get(evicted.address)
              + " connections"
              + (untold == 0 ? "" : "; closed since the last such line: " + untold));
    }
  }
}
