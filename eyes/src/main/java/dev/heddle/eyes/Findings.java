package dev.heddle.eyes;

import dev.heddle.eyes.heap.NeverWoken;
import dev.heddle.probe.facts.Facts.SchedulerFact;
import dev.heddle.probe.facts.WaitKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is wrong according to two looks at one JVM: only what both show counts, since threads
/// continue while they are inspected. Stateless.
final class Findings {
  private static final int MOST_SUSPECTS = 5;

  private Findings() {}

  /// The worst first.
  ///
  /// @param deadlocks what [#deadlocks] has found in these views, and perhaps more
  /// @param dump taken between the two views, if any
  static List<Finding> in(
      JvmView first, JvmView second, List<Deadlock> deadlocks, @Nullable HeapDump dump) {
    List<Finding> findings = new ArrayList<>();
    deadlocks.forEach(deadlock -> findings.add(finding(deadlock)));
    Set<Long> dead = new HashSet<>();
    deadlocks.forEach(deadlock -> dead.addAll(deadlock.ids()));
    List<List<ThreadView>> abandoned = AbandonedLocks.waiters(first, second);
    abandoned.forEach(waiters -> findings.add(AbandonedLocks.finding(waiters)));
    abandoned.forEach(waiters -> waiters.forEach(thread -> dead.add(thread.id())));
    if (dump != null) {
      List<NeverWoken> never =
          dump.ends().threads().stream().filter(thread -> !dead.contains(thread.id())).toList();
      findings.addAll(EndFindings.of(never));
      never.forEach(thread -> dead.add(thread.id()));
    }
    UnrecordedMonitors.cycles(first, second).stream()
        .filter(threads -> threads.stream().noneMatch(thread -> dead.contains(thread.id())))
        .forEach(threads -> {
          findings.add(UnrecordedMonitors.finding(threads));
          threads.forEach(thread -> dead.add(thread.id()));
        });
    findings.addAll(possible(first, second, dead));
    Finding exhausted = exhausted(first, second);
    if (exhausted != null) {
      findings.add(exhausted);
    }
    findings.addAll(pinned(first, second, dead));
    return findings;
  }

  /// Those of the last view that all others show, too. A look takes its time, so one alone can show
  /// a cycle that has never been.
  static List<Deadlock> deadlocks(List<JvmView> views) {
    List<Deadlock> deadlocks = Deadlock.among(views.getLast().threads());
    for (JvmView view : views) {
      if (!deadlocks.isEmpty()) {
        Set<Set<List<Object>>> shown = new HashSet<>();
        Deadlock.among(view.threads()).forEach(deadlock -> shown.add(deadlock.same()));
        deadlocks = deadlocks.stream().filter(one -> shown.contains(one.same())).toList();
      }
    }
    return deadlocks;
  }

  private static Finding finding(Deadlock deadlock) {
    return new Finding(Finding.Kind.DEADLOCK, text(deadlock.threads()), parts(deadlock.threads()));
  }

  private static String text(List<ThreadView> threads) {
    boolean hasPool =
        threads.stream()
            .map(ThreadView::waitsFor)
            .anyMatch(wait -> wait != null && wait.kind() == WaitKind.QUEUED);
    boolean hasCarriers =
        threads.stream()
            .map(ThreadView::waitsFor)
            .anyMatch(wait -> wait != null && wait.kind() == WaitKind.CARRIER);
    if (threads.size() == 1) {
      return hasPool
          ? "the only thread of a pool waits for a task in the pool's queue, for ever"
          : "a thread waits for itself, for ever";
    }
    return threads.size()
        + " threads wait for each other, for ever"
        + (hasPool
            ? "; among them are all threads of a pool, and one waits for a task in its queue"
            : "")
        + (hasCarriers
            ? "; among them are all virtual threads that keep carriers, and one has no carrier"
            : "");
  }

  private static List<Finding.Part> parts(List<ThreadView> threads) {
    return threads.stream().map(Finding.Part::of).toList();
  }

  /// Threads that wait for something whose holders are not recorded, while others wait for them: if
  /// one of the others is such a holder, neither continues.
  private static List<Finding> possible(JvmView first, JvmView second, Set<Long> dead) {
    Map<Long, List<ThreadView>> waiters = new HashMap<>();
    for (ThreadView thread : second.threads().values()) {
      if (thread.waitsFor() != null && isSame(first, thread)) {
        for (long owner : thread.waitsFor().knownOwners()) {
          waiters.computeIfAbsent(owner, key -> new ArrayList<>()).add(thread);
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (ThreadView thread : second.threads().values()) {
      List<ThreadView> others = waiters.getOrDefault(thread.id(), List.of());
      if (!others.isEmpty()
          && !dead.contains(thread.id())
          && hidesHolders(thread)
          && isSame(first, thread)) {
        findings.add(possible(thread, others));
      }
    }
    return findings;
  }

  private static boolean hidesHolders(ThreadView thread) {
    Wait wait = thread.waitsFor();
    return wait != null
        && thread.activity() == ThreadStatus.WAITING
        && (wait.kind() == WaitKind.SEMAPHORE || wait.kind() == WaitKind.STAMPED_LOCK);
  }

  private static Finding possible(ThreadView thread, List<ThreadView> others) {
    List<ThreadView> all = new ArrayList<>(List.of(thread));
    all.addAll(others.subList(0, Math.min(MOST_SUSPECTS, others.size())));
    String which =
        others.size() == 1 ? "the other one" : "one of the " + others.size() + " that wait for it";
    return new Finding(
        Finding.Kind.POSSIBLE_DEADLOCK,
        "a thread waits for something whose holder the JVM does not record; if "
            + which
            + " has it, this never ends",
        parts(all));
  }

  /// Whether the thread waited for the same at the same line in the first look.
  static boolean isSame(JvmView first, ThreadView thread) {
    ThreadView before = first.thread(thread.id());
    if (before == null || before.activity() != thread.activity()) {
      return false;
    }
    boolean isSameStack =
        before.stack() == null || thread.stack() == null || before.stack().equals(thread.stack());
    return isSameStack && wait(before).equals(wait(thread));
  }

  private static String wait(ThreadView thread) {
    Wait wait = thread.waitsFor();
    return wait == null ? "" : wait.same();
  }

  /// Those that are not in a worse finding.
  private static List<Finding> pinned(JvmView first, JvmView second, Set<Long> dead) {
    List<Finding> findings = new ArrayList<>();
    for (ThreadView thread : second.threads().values()) {
      if (thread.isPinned() && !dead.contains(thread.id()) && isSame(first, thread)) {
        String pin = Frames.pin(thread.frames());
        String why =
            !pin.isEmpty()
                ? ", because of " + pin + " on its stack"
                : second.keepsCarriersAtMonitors()
                    ? ", because it is in a synchronized block: before JDK 24, such a thread does"
                    : "";
        findings.add(
            new Finding(
                Finding.Kind.PINNED,
                "a virtual thread keeps carrier #" + thread.carrier() + " while it waits" + why,
                parts(List.of(thread))));
      }
    }
    return findings;
  }

  private static @Nullable Finding exhausted(JvmView first, JvmView second) {
    SchedulerFact scheduler = second.scheduler();
    if (scheduler == null) {
      return null;
    }
    List<ThreadView> holders = new ArrayList<>();
    List<ThreadView> ready = new ArrayList<>();
    for (ThreadView thread : second.threads().values()) {
      if (thread.isVirtual() && thread.carrier() != 0 && isSame(first, thread)) {
        holders.add(thread);
      }
      if (thread.isVirtual() && thread.activity() == ThreadStatus.READY && isSame(first, thread)) {
        ready.add(thread);
      }
    }
    boolean isExhausted =
        !ready.isEmpty()
            && holders.size() >= Math.max(scheduler.parallelism(), scheduler.carriers());
    String text =
        holders.size()
            + " virtual threads hold all "
            + scheduler.carriers()
            + " carriers; "
            + ready.size()
            + (ready.size() == 1 ? " other could run and waits" : " others could run and wait")
            + " for one";
    return isExhausted ? new Finding(Finding.Kind.EXHAUSTED_SCHEDULER, text, parts(holders)) : null;
  }
}
