package dev.heddle.eyes;

import dev.heddle.eyes.heap.NeverWoken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes findings of threads that are never woken: one for all that wait for the same kind of thing
/// at the same line. Stateless.
final class EndFindings {
  private static final int MOST_EXAMPLES = 5;

  private EndFindings() {}

  private record Key(
      String type, boolean isVirtual, boolean isHolderLost, List<StackTraceElement> stack) {}

  /// Whether a thread has continued between two views, or may have. Without an agent, and of a JVM
  /// that does not track all threads, a view leaves out some virtual ones that are not mounted.
  static boolean hasMoved(long id, JvmView first, JvmView last) {
    ThreadView before = first.thread(id);
    ThreadView later = last.thread(id);
    if (later == null) {
      return last.showsAll();
    }
    if (later.activity() != ThreadStatus.WAITING) {
      return true;
    }
    return before == null
        ? first.showsAll() || !later.isVirtual()
        : !Findings.isSame(first, later)
            || before.waits() != later.waits()
            || Double.compare(before.cpuMillis(), later.cpuMillis()) != 0;
  }

  /// The largest first.
  static List<Finding> of(List<NeverWoken> threads) {
    Map<Key, List<NeverWoken>> groups = new LinkedHashMap<>();
    for (NeverWoken thread : threads) {
      var key = new Key(thread.type(), thread.isVirtual(), thread.isHolderLost(), thread.stack());
      groups.computeIfAbsent(key, same -> new ArrayList<>()).add(thread);
    }
    return groups.values().stream()
        .sorted(Comparator.comparingInt((List<NeverWoken> group) -> group.size()).reversed())
        .map(EndFindings::finding)
        .toList();
  }

  private static Finding finding(List<NeverWoken> group) {
    boolean isOne = group.size() == 1;
    String who = isOne ? "a thread" : group.size() + " threads";
    String what =
        group.getFirst().type().isEmpty()
            ? (isOne ? "it" : "them")
            : isOne ? "what it waits for" : "what they wait for";
    String why =
        group.getFirst().isHolderLost()
            ? "the thread that holds " + what + " is never woken either, or has ended"
            : "no thread that can still act, no static field, timer or native code leads to "
                + what;
    String text = who + " will never be woken: " + why;
    List<Finding.Part> parts =
        group.stream().limit(MOST_EXAMPLES).map(EndFindings::view).map(Finding.Part::of).toList();
    return new Finding(Finding.Kind.NEVER_WOKEN, text, group.size(), parts);
  }

  /// What it does, if what it waits for does not say that by itself.
  private static String doing(NeverWoken thread) {
    return switch (DumpView.kindOf(thread.type())) {
      case CONDITION, OTHER -> Doing.words(thread.stack());
      default -> "";
    };
  }

  private static ThreadView view(NeverWoken thread) {
    List<Long> owners = thread.owner() == 0 ? List.of() : List.of(thread.owner());
    Wait wait =
        thread.type().isEmpty()
            ? null
            : new Wait(DumpView.kindOf(thread.type()), thread.type(), doing(thread), owners);
    return new ThreadView(
        thread.id(),
        thread.name(),
        thread.isVirtual(),
        ThreadStatus.WAITING,
        thread.stack(),
        wait,
        0,
        0,
        -1,
        -1);
  }
}
