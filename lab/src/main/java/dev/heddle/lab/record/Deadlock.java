package dev.heddle.lab.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A circle of threads, each of which waits for a lock that the next one holds. Immutable.
///
/// The JDK's own search (`ThreadMXBean.findDeadlockedThreads`, `jstack`) sees platform threads
/// only; this one asks the locks, and so sees both kinds.
///
/// @param waits which lock each of the threads waits for, in the order of the circle
record Deadlock(Map<Thread, NamedLock> waits) {

  /// Checks whether one of the threads is part of a cycle. A cycle cannot resolve itself, but the
  /// threads run while they are inspected: a finding counts if a second inspection agrees.
  static Optional<Deadlock> find(List<Thread> threads, LockNames names) {
    for (Thread thread : threads) {
      Map<Thread, NamedLock> circle = circleFrom(thread, names);
      if (!circle.isEmpty() && circle.equals(circleFrom(thread, names))) {
        return Optional.of(new Deadlock(circle));
      }
    }
    return Optional.empty();
  }

  private static Map<Thread, NamedLock> circleFrom(Thread first, LockNames names) {
    var waits = new LinkedHashMap<Thread, NamedLock>();
    for (Thread thread = first; !waits.containsKey(thread); ) {
      NamedLock lock = names.lockAwaitedBy(thread);
      Thread owner = lock == null ? null : lock.owner();
      if (lock == null || owner == null || thread.getState() != Thread.State.WAITING) {
        return Map.of(); // a wait with a time limit ends by itself
      }
      waits.put(thread, lock);
      thread = owner;
      if (thread.equals(first)) {
        return waits;
      }
    }
    return Map.of(); // it waits for a circle that it is not part of
  }

  Set<Thread> threads() {
    return waits.keySet();
  }

  /// As a sentence: which thread holds which lock and waits for which.
  String inWords() {
    var parts = new ArrayList<String>();
    waits.forEach((thread, lock) -> parts.add(part(thread, lock)));
    return String.join("; ", parts);
  }

  private String part(Thread thread, NamedLock awaited) {
    var held = new ArrayList<String>();
    for (NamedLock lock : waits.values()) {
      if (thread.equals(lock.owner())) {
        held.add(lock.name());
      }
    }
    Thread owner = awaited.owner();
    return thread.getName()
        + " holds "
        + String.join(" and ", held)
        + " and waits for "
        + awaited.name()
        + (owner == null ? "" : ", held by " + owner.getName());
  }
}
