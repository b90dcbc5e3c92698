package dev.heddle.observe;

import dev.heddle.ConnectionView;
import dev.heddle.jdk.ThreadMonitors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;

/// Finds handlers that wait for each other's locks for ever, on platform and virtual threads.
/// Belongs to the watchdog's thread.
///
/// As long as no handler waits for a lock for a second, it only reads each handler's state; other
/// threads are inspected only if a monitor is involved.
final class DeadlockWatch {
  private static final Logger LOG = System.getLogger("dev.heddle.watchdog");
  private static final int MOST_HOPS = 100;

  private static final AtomicBoolean CHECKED = new AtomicBoolean();

  private final Findings findings;
  private final long suspiciousNanos;
  private Set<Set<Long>> suspected = Set.of();
  private final Map<Set<Long>, Long> told = new HashMap<>(); // the finding, by the threads

  /// @param suspiciousNanos for how long a handler may wait for a lock before it is looked at
  DeadlockWatch(Findings findings, long suspiciousNanos) {
    this.findings = findings;
    this.suspiciousNanos = suspiciousNanos;
    if (!CHECKED.getAndSet(true)) { // it holds for the whole process
      missing().ifPresent(what -> LOG.log(Level.WARNING, "{0}", what));
    }
  }

  /// What kinds of deadlocks are not found in this JVM, and why; in a line.
  private static Optional<String> missing() {
    List<String> kinds = new ArrayList<>();
    String monitors = ThreadMonitors.whyNot();
    if (monitors != null) {
      kinds.add("through synchronized on virtual threads, which " + monitors);
    }
    if (!LockOwners.areKnown()) {
      kinds.add(
          "through locks of java.util.concurrent, which needs this JVM option: " + LockOwners.FLAG);
    }
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of("deadlocks are not found " + String.join("; nor ", kinds));
  }

  /// @param running the connections that are at work
  void look(List<TargetConnection> running, long now) {
    Map<Long, TargetConnection> waiting = waiting(running, now);
    if (waiting.isEmpty()) {
      suspected = Set.of();
      forget(Set.of());
      return;
    }
    List<Thread> threads = threads(waiting);
    LockWaits monitors = anyBlocked(threads) ? LockWaits.among(threads) : LockWaits.NONE;
    List<LockCycle> cycles = LockCycle.among(threads, monitors);
    Set<Set<Long>> found = new HashSet<>();
    for (LockCycle cycle : cycles) {
      Set<Long> ids = new TreeSet<>(cycle.threads());
      found.add(ids);
      if (suspected.contains(ids) && !told.containsKey(ids)) { // no coincidence of two looks
        told.put(ids, findings.began("deadlock", cycle.text(waiting), cycle.stacks()));
      }
    }
    suspected = found;
    forget(found);
  }

  private void forget(Set<Set<Long>> present) {
    told.entrySet()
        .removeIf(entry -> {
          boolean over = !present.contains(entry.getKey());
          if (over) {
            findings.ended(
                entry.getValue(), "the deadlock of threads " + entry.getKey() + " is over");
          }
          return over;
        });
  }

  /// The connections whose threads have waited for a lock for some time, by thread.
  private Map<Long, TargetConnection> waiting(List<TargetConnection> running, long now) {
    Map<Long, TargetConnection> waiting = new HashMap<>();
    for (TargetConnection who : running) {
      ConnectionView connection = who.connection();
      Thread thread = connection.thread();
      if (thread != null
          && now - connection.unchangedSince(now) >= suspiciousNanos
          && LockWaits.isWaiting(thread)) {
        waiting.put(thread.threadId(), who);
      }
    }
    return waiting;
  }

  private static List<Thread> threads(Map<Long, TargetConnection> waiting) {
    List<Thread> threads = new ArrayList<>();
    for (TargetConnection who : waiting.values()) {
      Thread thread = who.connection().thread();
      if (thread != null) {
        threads.add(thread);
      }
    }
    return threads;
  }

  /// Whether one of them, or a thread that they wait for, waits for a monitor.
  private static boolean anyBlocked(List<Thread> waiting) {
    for (Thread thread : waiting) {
      Thread next = thread;
      for (int hops = 0; next != null && hops < MOST_HOPS; hops++) {
        if (next.getState() == Thread.State.BLOCKED) {
          return true;
        }
        next =
            LockSupport.getBlocker(next) instanceof AbstractOwnableSynchronizer lock
                ? LockOwners.of(lock)
                : null;
      }
    }
    return false;
  }
}
