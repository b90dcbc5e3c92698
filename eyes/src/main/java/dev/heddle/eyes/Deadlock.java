package dev.heddle.eyes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Threads each of which waits, without a time limit, for something that the next one has.
/// Immutable.
///
/// @param threads in the order of the cycle
record Deadlock(List<ThreadView> threads) {

  Set<Long> ids() {
    Set<Long> ids = new HashSet<>();
    threads.forEach(thread -> ids.add(thread.id()));
    return ids;
  }

  /// Equal for two looks that found the same threads in the same waits, of which none has ended
  /// since, as far as that is known. Their processor time shows nothing: until JDK 23, a thread
  /// that waits for a monitor looks now and then whether it is free.
  Set<List<Object>> same() {
    Set<List<Object>> same = new HashSet<>();
    for (ThreadView thread : threads) {
      Wait wait = thread.waitsFor();
      same.add(
          List.of(thread.id(), wait == null ? "" : wait.same(), thread.frames(), thread.waits()));
    }
    return same;
  }

  /// All cycles of a view, of which no two have a thread in common. If a cycle goes through the
  /// queue of a pool, all threads of the pool belong to it, and what keeps them.
  static List<Deadlock> among(Map<Long, ThreadView> threads) {
    Map<Long, ThreadView> waiting = PatientWriters.withoutThoseBehind(threads);
    return new Search(DeadlockFinder.among(waiting)).run();
  }

  /// Depth first, with a path of its own instead of recursion: chains may be long.
  private static final class Search {
    private final Map<Long, ThreadView> threads;
    private final Map<Long, Integer> nextOwner = new HashMap<>();
    private final Set<Long> done = new HashSet<>();
    private final List<Deadlock> found = new ArrayList<>();
    private final Set<Long> named = new HashSet<>(); // in those

    Search(Map<Long, ThreadView> threads) {
      this.threads = threads;
    }

    List<Deadlock> run() {
      threads.values().forEach(this::from);
      return found;
    }

    private void from(ThreadView start) {
      List<ThreadView> path = new ArrayList<>(List.of(start));
      Set<Long> onPath = new HashSet<>(Set.of(start.id()));
      while (!path.isEmpty()) {
        ThreadView at = path.getLast();
        ThreadView next = done.contains(at.id()) ? null : nextOf(at);
        if (next == null) {
          done.add(at.id());
          onPath.remove(at.id());
          path.removeLast();
        } else if (onPath.contains(next.id())) {
          add(path, next);
        } else if (!done.contains(next.id())) {
          path.add(next);
          onPath.add(next.id());
        }
      }
    }

    /// The next owner to look at; null if all were.
    private @Nullable ThreadView nextOf(ThreadView thread) {
      List<Long> owners = DeadlockFinder.owners(thread);
      for (int i = nextOwner.getOrDefault(thread.id(), 0); i < owners.size(); i++) {
        nextOwner.put(thread.id(), i + 1);
        ThreadView owner = threads.get(owners.get(i));
        if (owner != null) {
          return owner;
        }
      }
      return null;
    }

    private void add(List<ThreadView> path, ThreadView first) {
      if (named.contains(first.id())) {
        return;
      }
      int from = 0;
      while (path.get(from).id() != first.id()) {
        from++;
      }
      List<ThreadView> cycle = path.subList(from, path.size());
      if (cycle.stream().noneMatch(thread -> named.contains(thread.id()))) {
        Map<Long, ThreadView> all = closed(cycle);
        named.addAll(all.keySet());
        found.add(new Deadlock(List.copyOf(all.values())));
      }
    }

    /// With all others that have to be stuck, so that none of these can: all threads of a pool in
    /// whose queue a task is waited for, and what keeps each of these. Those that are named are
    /// stuck as well, and left out.
    private Map<Long, ThreadView> closed(List<ThreadView> cycle) {
      Map<Long, ThreadView> all = new LinkedHashMap<>();
      cycle.forEach(thread -> all.put(thread.id(), thread));
      List<ThreadView> todo = new ArrayList<>(cycle);
      while (!todo.isEmpty()) {
        ThreadView thread = todo.removeLast();
        List<Long> owners =
            DeadlockFinder.owners(thread).stream().filter(threads::containsKey).distinct().toList();
        boolean isKept = owners.stream().anyMatch(all::containsKey);
        int needed = DeadlockFinder.waitsForAny(thread) ? owners.size() : isKept ? 0 : 1;
        for (long owner : owners.subList(0, needed)) {
          ThreadView other = threads.get(owner);
          if (other != null && !named.contains(owner) && all.putIfAbsent(owner, other) == null) {
            todo.add(other);
          }
        }
      }
      return all;
    }
  }
}
