package dev.heddle.eyes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A thread that others wait for, and that itself waits for none of which the JVM knows. Immutable.
///
/// @param thread what it does
/// @param doing in words; may be empty
/// @param waiters how many threads wait for it, or for those that do
/// @param examples some that wait for it directly
public record Holder(Finding.Part thread, String doing, int waiters, List<Finding.Part> examples) {
  private static final int MOST_EXAMPLES = 5;

  /// Those with most waiters first.
  static List<Holder> in(JvmView view) {
    Map<Long, List<ThreadView>> waiters = new HashMap<>();
    for (ThreadView thread : view.threads().values()) {
      if (thread.waitsFor() != null) {
        for (long owner : thread.waitsFor().knownOwners()) {
          waiters.computeIfAbsent(owner, key -> new ArrayList<>()).add(thread);
        }
      }
    }
    return waiters.keySet().stream()
        .map(view::thread)
        .filter(thread ->
            thread != null
                && (thread.waitsFor() == null || thread.waitsFor().knownOwners().isEmpty()))
        .map(thread -> of(thread, waiters))
        .sorted(Comparator.comparingInt(Holder::waiters).reversed())
        .toList();
  }

  private static Holder of(ThreadView thread, Map<Long, List<ThreadView>> waiters) {
    List<ThreadView> direct = waiters.getOrDefault(thread.id(), List.of());
    return new Holder(
        Finding.Part.of(thread),
        Doing.words(thread.frames()),
        count(thread.id(), waiters),
        direct.stream().limit(MOST_EXAMPLES).map(Finding.Part::of).toList());
  }

  private static int count(long holder, Map<Long, List<ThreadView>> waiters) {
    Set<Long> all = new HashSet<>();
    List<Long> todo = new ArrayList<>(List.of(holder));
    while (!todo.isEmpty()) {
      for (ThreadView waiter : waiters.getOrDefault(todo.removeLast(), List.of())) {
        if (all.add(waiter.id())) {
          todo.add(waiter.id());
        }
      }
    }
    return all.size();
  }
}
