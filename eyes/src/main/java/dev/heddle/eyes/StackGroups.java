package dev.heddle.eyes;

import dev.heddle.probe.facts.WaitKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts threads that do the same into groups. Stateless.
final class StackGroups {
  private static final int MOST_EXAMPLES = 5;
  private static final int MOST_OWNERS = 100;
  private static final int MOST_LINES = 3;

  private StackGroups() {}

  /// @param kind of the threads and of what they wait for; threads whose stacks were not read have
  ///   nothing else in common
  private record Key(Kind kind, @Nullable List<StackTraceElement> stack) {}

  private record Kind(boolean isVirtual, ThreadStatus activity, String waitsFor) {}

  /// The largest first.
  static List<StackGroup> of(JvmView first, JvmView second) {
    Map<String, Integer> waiters = new HashMap<>();
    for (ThreadView thread : second.threads().values()) {
      if (thread.waitsFor() != null) {
        waiters.merge(thread.waitsFor().on(), 1, Integer::sum);
      }
    }
    Map<Key, List<ThreadView>> all = new LinkedHashMap<>();
    for (ThreadView thread : second.threads().values()) {
      if (second.thread(thread.carries()) == null) { // else its virtual thread counts
        all.computeIfAbsent(key(thread, waiters), key -> new ArrayList<>()).add(thread);
      }
    }
    addUnreadToTheOnlyStack(all);
    double nanos = second.nanoTime() - first.nanoTime();
    return all.values().stream()
        .map(threads -> group(threads, first, nanos))
        .sorted(Comparator.comparingInt(StackGroup::count).reversed())
        .toList();
  }

  /// @param waiters how many wait for each object
  private static Key key(ThreadView thread, Map<String, Integer> waiters) {
    Wait wait = thread.waitsFor();
    String on = "";
    if (wait != null && !isSocket(wait)) {
      boolean isItsOwn = waiters.getOrDefault(wait.on(), 0) == 1;
      on = wait.kind() + " " + (isItsOwn ? wait.alike() : wait.on());
    }
    return new Key(new Kind(thread.isVirtual(), thread.activity(), on), thread.stack());
  }

  /// If all stacks that were read of a kind are the same, the others of the kind count with it.
  private static void addUnreadToTheOnlyStack(Map<Key, List<ThreadView>> all) {
    Map<Kind, List<Key>> read = new HashMap<>();
    for (Key key : all.keySet()) {
      if (key.stack != null) {
        read.computeIfAbsent(key.kind, kind -> new ArrayList<>()).add(key);
      }
    }
    for (Key unread : all.keySet().stream().filter(key -> key.stack == null).toList()) {
      List<Key> with = read.getOrDefault(unread.kind, List.of());
      List<ThreadView> threads = with.size() == 1 ? all.get(with.getFirst()) : null;
      List<ThreadView> more = threads == null ? null : all.remove(unread);
      if (threads != null && more != null) {
        threads.addAll(more);
      }
    }
  }

  private static StackGroup group(List<ThreadView> threads, JvmView first, double nanos) {
    ThreadView one = threads.getFirst();
    Wait wait = common(threads);
    return new StackGroup(
        threads.size(),
        (int) threads.stream().filter(thread -> thread.stack() != null).count(),
        (int) threads.stream().filter(thread -> Findings.isSame(first, thread)).count(),
        one.isVirtual(),
        one.activity(),
        doing(one, wait),
        peers(threads),
        wait == null ? List.of() : wait.owners(),
        Frames.lines(one.frames(), MOST_LINES),
        cpu(threads, first, nanos),
        threads.stream()
            .limit(MOST_EXAMPLES)
            .map(thread -> new StackGroup.Example(thread.id(), thread.name()))
            .toList(),
        one.frames().stream().map(Frames::text).toList());
  }

  /// What all of them wait for: if each waits for an object of its own, any such object.
  private static @Nullable Wait common(List<ThreadView> threads) {
    Set<Wait> waits = new LinkedHashSet<>();
    for (ThreadView thread : threads) {
      if (thread.waitsFor() != null) {
        waits.add(thread.waitsFor());
      }
    }
    Wait one = threads.getFirst().waitsFor();
    if (one == null || waits.size() < 2) {
      return one;
    }
    List<Long> owners =
        waits.stream()
            .flatMap(wait -> wait.owners().stream())
            .distinct()
            .limit(MOST_OWNERS)
            .toList();
    return new Wait(one.kind(), one.type(), "", owners);
  }

  private static String doing(ThreadView thread, @Nullable Wait wait) {
    if (thread.stack() != null && thread.stack().isEmpty() && !thread.isVirtual()) {
      return "no Java code: the JVM's own";
    }
    if (thread.carries() != 0) {
      return "carries a virtual thread, which is not seen";
    }
    String words = Doing.words(thread.frames());
    if (wait != null && isSocket(wait)) {
      return words.isEmpty() ? "waits for a socket" : words;
    }
    if (wait != null && (words.isEmpty() || !wait.detail().isEmpty() || !wait.owners().isEmpty())) {
      return "waits for " + wait.text();
    }
    return words;
  }

  private static boolean isSocket(Wait wait) {
    return wait.kind() == WaitKind.SOCKET;
  }

  private static List<StackGroup.Peer> peers(List<ThreadView> threads) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (ThreadView thread : threads) {
      Wait wait = thread.waitsFor();
      if (wait != null && isSocket(wait)) {
        counts.merge(wait.on(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .map(peer -> new StackGroup.Peer(peer.getKey(), peer.getValue()))
        .sorted(Comparator.comparingInt(StackGroup.Peer::threads).reversed())
        .limit(MOST_EXAMPLES)
        .toList();
  }

  private static double cpu(List<ThreadView> threads, JvmView first, double nanos) {
    double millis = 0;
    for (ThreadView thread : threads) {
      ThreadView before = first.thread(thread.id());
      if (thread.cpuMillis() < 0 || before == null || before.cpuMillis() < 0) {
        return -1;
      }
      millis += thread.cpuMillis() - before.cpuMillis();
    }
    return nanos <= 0 ? -1 : millis * 1e6 / nanos;
  }
}
