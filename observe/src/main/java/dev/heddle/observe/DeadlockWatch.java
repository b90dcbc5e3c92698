package dev.heddle.observe;

import dev.heddle.ConnectionView;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Finds handlers that wait for each other's locks for ever, on platform and virtual threads.
/// Belongs to the watchdog's thread.
///
/// Costs a look at each thread's state as long as no handler waits for a lock for a second; a
/// thread dump is taken only for those that wait for a monitor.
final class DeadlockWatch {
  private static final Logger LOG = System.getLogger("dev.heddle.watchdog");
  private static final int MOST_HOPS = 100;
  private static final long DUMP_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  static {
    if (!LockOwners.areKnown()) { // said once, as it holds for the whole process
      LOG.log(
          Level.WARNING,
          "deadlocks through locks of java.util.concurrent are not found, only those of"
              + " synchronized: that takes the JVM option {0}",
          LockOwners.FLAG);
    }
  }

  private final Findings findings;
  private final long suspiciousNanos;
  private Set<Long> seenBlocked = Set.of();
  private long lastDump;
  private Set<Set<Long>> suspected = Set.of();
  private final Map<Set<Long>, Long> told = new HashMap<>(); // the finding, by the threads

  /// @param suspiciousNanos for how long a handler may wait for a lock before it is looked at
  DeadlockWatch(Findings findings, long suspiciousNanos) {
    this.findings = findings;
    this.suspiciousNanos = suspiciousNanos;
  }

  /// @param running the connections that are at work
  void look(List<Who> running, long now) {
    Map<Long, Who> waiting = waiting(running, now);
    if (waiting.isEmpty()) {
      suspected = Set.of();
      forget(Set.of());
      return;
    }
    ThreadDump dump = needsDump(waiting, now) ? dump(now) : null;
    List<LockCycle> cycles = LockCycle.among(threads(waiting), dump);
    Set<Set<Long>> found = new HashSet<>();
    for (LockCycle cycle : cycles) {
      Set<Long> ids = new TreeSet<>(cycle.threads());
      found.add(ids);
      if (suspected.contains(ids) && !told.containsKey(ids)) { // no coincidence of two looks
        told.put(ids, findings.began("deadlock", cycle.text(waiting), cycle.stacks()));
      }
    }
    if (dump != null || !anyBlocked(waiting)) {
      suspected = found;
      forget(found);
    }
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

  /// Those that have waited for a lock for some time, by their thread.
  private Map<Long, Who> waiting(List<Who> running, long now) {
    Map<Long, Who> waiting = new HashMap<>();
    for (Who who : running) {
      ConnectionView connection = who.connection();
      Thread thread = connection.thread();
      if (thread != null
          && now - connection.unchangedSince(now) >= suspiciousNanos
          && waitsForLock(thread)) {
        waiting.put(thread.threadId(), who);
      }
    }
    return waiting;
  }

  private static boolean waitsForLock(Thread thread) {
    return thread.getState() == Thread.State.BLOCKED
        || LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer;
  }

  private static List<Thread> threads(Map<Long, Who> waiting) {
    List<Thread> threads = new ArrayList<>();
    for (Who who : waiting.values()) {
      Thread thread = who.connection().thread();
      if (thread != null) {
        threads.add(thread);
      }
    }
    return threads;
  }

  /// Whether one of them, or of those that they wait for, waits for a monitor.
  private static boolean anyBlocked(Map<Long, Who> waiting) {
    for (Thread thread : threads(waiting)) {
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

  /// Only where monitors play a part; and where the same ones were looked at in vain, not again
  /// before some time.
  private boolean needsDump(Map<Long, Who> waiting, long now) {
    if (!anyBlocked(waiting)) {
      return false;
    }
    boolean changed = !waiting.keySet().equals(seenBlocked);
    seenBlocked = Set.copyOf(waiting.keySet());
    boolean unsure = !suspected.isEmpty() && !told.keySet().containsAll(suspected);
    return changed || unsure || now - lastDump > DUMP_AGAIN_NANOS;
  }

  private @Nullable ThreadDump dump(long now) {
    lastDump = now;
    try {
      return ThreadDump.take();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "no thread dump, so deadlocks are not looked for: {0}", e);
      return null;
    }
  }
}
