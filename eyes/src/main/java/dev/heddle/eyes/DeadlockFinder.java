package dev.heddle.eyes;

import dev.heddle.probe.facts.WaitKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds threads that block each other: none can continue before another of them does. Stateless.
final class DeadlockFinder {
  private DeadlockFinder() {}

  /// The largest such set, by id. Empty if there is no deadlock.
  static Map<Long, ThreadView> among(Map<Long, ThreadView> threads) {
    Map<Long, ThreadView> stuck = new LinkedHashMap<>();
    Map<Long, List<ThreadView>> waiters = new HashMap<>();
    for (ThreadView thread : threads.values()) {
      if (!owners(thread).isEmpty() && !hasMoved(thread, threads)) {
        stuck.put(thread.id(), thread);
        owners(thread)
            .forEach(owner -> waiters.computeIfAbsent(owner, id -> new ArrayList<>()).add(thread));
      }
    }
    Deque<Long> free = new ArrayDeque<>(waiters.keySet());
    free.removeIf(stuck::containsKey);
    while (!free.isEmpty()) {
      for (ThreadView waiter : waiters.getOrDefault(free.remove(), List.of())) {
        if (stuck.containsKey(waiter.id())
            && (waitsForAny(waiter) || owners(waiter).stream().noneMatch(stuck::containsKey))) {
          stuck.remove(waiter.id());
          free.add(waiter.id());
        }
      }
    }
    return stuck;
  }

  /// Whether what it waits for is kept by threads on carriers, and one of these has left its own
  /// since: the view of that one is a little newer.
  private static boolean hasMoved(ThreadView thread, Map<Long, ThreadView> threads) {
    Wait wait = thread.waitsFor();
    return wait != null
        && (wait.kind() == WaitKind.CARRIER || wait.kind() == WaitKind.MONITOR_OF_ONE)
        && wait.owners().stream()
            .map(threads::get)
            .anyMatch(owner -> owner != null && owner.isVirtual() && owner.carrier() == 0);
  }

  /// The threads that have what it waits for without a time limit.
  static List<Long> owners(ThreadView thread) {
    Wait wait = thread.waitsFor();
    boolean hasLimit =
        thread.activity() == ThreadStatus.TIMED_WAITING
            && (wait == null || wait.kind() != WaitKind.TASKS);
    if (wait == null || hasLimit || isWoken(thread, wait)) {
      return List.of();
    }
    return wait.kind() == WaitKind.TURN
        ? wait.owners().stream().filter(owner -> owner != thread.id()).toList()
        : wait.owners();
  }

  /// Whether it waits for nothing any more but to run.
  private static boolean isWoken(ThreadView thread, Wait wait) {
    return thread.activity() == ThreadStatus.READY && wait.kind() != WaitKind.CARRIER;
  }

  /// Whether it can continue as soon as one of its owners does. Otherwise all of them have to.
  static boolean waitsForAny(ThreadView thread) {
    Wait wait = thread.waitsFor();
    return wait != null
        && switch (wait.kind()) {
          case QUEUED, FORKED, SUBTASKS, CLASS_BELOW, CARRIER, MONITOR_OF_ONE -> true;
          default -> false;
        };
  }
}
