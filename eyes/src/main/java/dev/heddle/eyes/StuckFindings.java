package dev.heddle.eyes;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Threads that have waited for a lock for too long, and the threads that hold it. Stateless.
final class StuckFindings {
  private static final int MOST_EXAMPLES = 3;

  private StuckFindings() {}

  /// One for each thing that is waited for. Threads that wait for ever are left out.
  ///
  /// @param stuck ids of the threads
  /// @param findings what is known already
  static List<Finding> of(Set<Long> stuck, JvmView view, List<Finding> findings) {
    Map<String, List<ThreadView>> waiters =
        view.threads().values().stream()
            .filter(thread -> stuck.contains(thread.id()) && thread.activity().isWaiting())
            .filter(thread -> thread.waitsFor() != null && !isNamed(thread, findings))
            .collect(groupingBy(StuckFindings::wait, LinkedHashMap::new, toList()));
    return waiters.values().stream().map(threads -> finding(threads, view)).toList();
  }

  private static boolean isNamed(ThreadView thread, List<Finding> findings) {
    return findings.stream()
        .filter(finding ->
            finding.kind() == Finding.Kind.DEADLOCK || finding.kind() == Finding.Kind.NEVER_WOKEN)
        .anyMatch(finding -> finding.threads().stream().anyMatch(part -> part.id() == thread.id()));
  }

  private static String wait(ThreadView thread) {
    Wait wait = thread.waitsFor();
    return wait == null ? "" : wait.text();
  }

  private static Finding finding(List<ThreadView> waiters, JvmView view) {
    List<ThreadView> shown =
        new ArrayList<>(waiters.subList(0, Math.min(MOST_EXAMPLES, waiters.size())));
    Wait wait = waiters.getFirst().waitsFor();
    if (wait != null) {
      for (long owner : wait.owners()) {
        ThreadView holder = view.thread(owner);
        if (holder != null) {
          shown.add(holder);
        }
      }
    }
    int count = waiters.size();
    String text =
        (count == 1 ? "a thread has" : count + " threads have")
            + " waited for too long for "
            + wait(waiters.getFirst());
    return new Finding(
        Finding.Kind.STUCK, text, count, shown.stream().map(Finding.Part::of).toList());
  }
}
