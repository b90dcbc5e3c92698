package dev.heddle.observe;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads each of which waits for a lock that the next one holds. Immutable.
///
/// @param waits in the order of the cycle
record LockCycle(List<Wait> waits) {

  /// One thread of it.
  ///
  /// @param thread its id
  /// @param name may be empty
  /// @param lock the lock that it waits for, as class and identity hash
  /// @param owner the id of the thread that holds it
  record Wait(long thread, String name, String lock, long owner, List<StackTraceElement> stack) {}

  List<Long> threads() {
    return waits.stream().map(Wait::thread).toList();
  }

  /// Describes it in a line.
  ///
  /// @param connections those whose threads are part of it, by thread id
  String text(Map<Long, TargetConnection> connections) {
    var text = new StringBuilder("deadlock of " + waits.size() + " threads: ");
    String between = "";
    for (Wait wait : waits) {
      text.append(between)
          .append(name(wait.thread, wait.name, connections))
          .append(" waits at ")
          .append(StackFrames.lineOrTop(wait.stack))
          .append(" for ")
          .append(wait.lock)
          .append(", which ")
          .append(name(wait.owner, nameOf(wait.owner), connections))
          .append(" holds");
      between = "; ";
    }
    return text.toString();
  }

  private static String name(long thread, String name, Map<Long, TargetConnection> connections) {
    TargetConnection who = connections.get(thread);
    String text = "thread " + thread + (name.isEmpty() ? "" : " \"" + name + '"');
    return who == null ? text : text + ", " + who + ',';
  }

  private String nameOf(long thread) {
    return waits.stream().filter(w -> w.thread == thread).map(Wait::name).findFirst().orElse("");
  }

  /// The stacks of all, for the log.
  String stacks() {
    return waits.stream()
        .map(wait -> "thread " + wait.thread + ":\n" + StackFrames.all(wait.stack))
        .collect(joining("\n"));
  }

  /// The cycles that can be reached from these threads.
  ///
  /// @param monitors threads that wait for monitors; [LockWaits#NONE]: only locks of
  ///   `java.util.concurrent` are considered
  static List<LockCycle> among(List<Thread> suspects, LockWaits monitors) {
    var search = new Search(suspects, monitors);
    List<LockCycle> cycles = new ArrayList<>();
    Set<Long> done = new HashSet<>();
    for (Thread suspect : suspects) {
      LockCycle cycle = search.from(suspect.threadId(), done);
      if (cycle != null) {
        cycles.add(cycle);
      }
    }
    return cycles;
  }

  private static final class Search {
    private final Map<Long, Thread> threads = new HashMap<>();
    private final LockWaits monitors;

    Search(List<Thread> suspects, LockWaits monitors) {
      this.monitors = monitors;
      suspects.forEach(thread -> threads.put(thread.threadId(), thread));
    }

    /// Each thread waits for one at the most: follows the one way that there is.
    @Nullable LockCycle from(long start, Set<Long> done) {
      Map<Long, Wait> path = new LinkedHashMap<>();
      for (long thread = start; done.add(thread); ) {
        Wait wait = waitOf(thread);
        if (wait == null) {
          return null;
        }
        path.put(thread, wait);
        thread = wait.owner;
        if (path.containsKey(thread)) {
          List<Long> order = new ArrayList<>(path.keySet());
          return new LockCycle(
              order.subList(order.indexOf(thread), order.size()).stream()
                  .map(id -> Objects.requireNonNull(path.get(id)))
                  .toList());
        }
      }
      return null;
    }

    private @Nullable Wait waitOf(long id) {
      LockWaits.Entry entry = monitors.thread(id);
      Thread thread = entry == null ? threads.get(id) : entry.thread();
      if (thread != null
          && LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer lock) {
        Thread owner = LockOwners.of(lock);
        if (owner == null || owner.threadId() == id) {
          return null;
        }
        threads.put(owner.threadId(), owner);
        return new Wait(
            id,
            thread.getName(),
            Objects.toIdentityString(lock),
            owner.threadId(),
            StackFrames.of(thread));
      }
      String monitor = entry == null ? null : entry.monitor();
      Long owner = monitor == null ? null : monitors.ownerOf(monitor);
      if (entry == null || monitor == null || owner == null || owner == id) {
        return null;
      }
      return new Wait(id, entry.thread().getName(), monitor, owner, entry.stack());
    }
  }
}
