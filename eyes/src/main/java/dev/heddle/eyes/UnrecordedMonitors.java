package dev.heddle.eyes;

import dev.heddle.probe.facts.WaitKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Virtual threads that wait for monitors before JDK 24, which does not record for which: any
/// thread that is on a carrier may have them. If those that come and go have none, some threads may
/// wait for each other. Stateless.
final class UnrecordedMonitors {
  private UnrecordedMonitors() {}

  /// Threads that both views show in the same waits, and that would never continue.
  static List<List<ThreadView>> cycles(JvmView first, JvmView second) {
    if (second.threads().values().stream().noneMatch(UnrecordedMonitors::isOne)) {
      return List.of();
    }
    Map<Long, ThreadView> threads = new LinkedHashMap<>();
    for (ThreadView thread : second.threads().values()) {
      threads.put(thread.id(), withoutPassing(thread, first, second));
    }
    return Deadlock.among(threads).stream()
        .map(Deadlock::threads)
        .filter(all -> all.stream().allMatch(thread -> waitsStill(first, thread)))
        .toList();
  }

  /// Whether it has not come back to the same place meanwhile.
  private static boolean waitsStill(JvmView first, ThreadView thread) {
    ThreadView before = first.thread(thread.id());
    return before != null && before.waits() == thread.waits() && Findings.isSame(first, thread);
  }

  private static boolean isOne(ThreadView thread) {
    return thread.waitsFor() != null && thread.waitsFor().kind() == WaitKind.MONITOR_OF_ONE;
  }

  /// It waits for none of the threads that only one of the views shows on a carrier: one that holds
  /// a monitor stays there.
  private static ThreadView withoutPassing(ThreadView thread, JvmView first, JvmView second) {
    Wait wait = thread.waitsFor();
    if (wait == null || wait.kind() != WaitKind.MONITOR_OF_ONE) {
      return thread;
    }
    List<Long> owners =
        wait.owners().stream().filter(id -> canHold(first, id) && canHold(second, id)).toList();
    return thread.waitingFor(new Wait(wait.kind(), wait.on(), wait.detail(), owners));
  }

  private static boolean canHold(JvmView view, long id) {
    ThreadView thread = view.thread(id);
    return thread != null && (!thread.isVirtual() || thread.carrier() != 0);
  }

  static Finding finding(List<ThreadView> threads) {
    return new Finding(
        Finding.Kind.POSSIBLE_DEADLOCK,
        threads.size()
            + " threads may wait for each other: this JDK does not record who has the monitors that"
            + " virtual threads wait for; if none of those that run has one, this never ends",
        threads.stream().map(Finding.Part::of).toList());
  }
}
