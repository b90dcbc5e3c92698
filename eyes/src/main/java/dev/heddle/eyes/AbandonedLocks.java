package dev.heddle.eyes;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.heddle.probe.facts.WaitKind;
import java.util.LinkedHashMap;
import java.util.List;

/// Threads that wait, without a time limit, for a lock that another thread held when it ended.
/// Stateless.
final class AbandonedLocks {
  private static final int MOST_EXAMPLES = 5;

  private AbandonedLocks() {}

  /// A list for each such lock, of the threads that both views show there.
  static List<List<ThreadView>> waiters(JvmView first, JvmView second) {
    return List.copyOf(
        second.threads().values().stream()
            .filter(thread -> isOne(thread) && Findings.isSame(first, thread))
            .collect(groupingBy(AbandonedLocks::lock, LinkedHashMap::new, toList()))
            .values());
  }

  private static boolean isOne(ThreadView thread) {
    Wait wait = thread.waitsFor();
    return wait != null
        && wait.kind() == WaitKind.ABANDONED
        && thread.activity() == ThreadStatus.WAITING;
  }

  private static String lock(ThreadView thread) {
    Wait wait = thread.waitsFor();
    return wait == null ? "" : wait.on();
  }

  static Finding finding(List<ThreadView> waiters) {
    int count = waiters.size();
    String text =
        (count == 1 ? "a thread waits" : count + " threads wait")
            + " for a lock that is never given back: the thread that held it has ended";
    return new Finding(
        Finding.Kind.NEVER_WOKEN,
        text,
        count,
        waiters.stream().limit(MOST_EXAMPLES).map(Finding.Part::of).toList());
  }
}
