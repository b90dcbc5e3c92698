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

  private record Key(String type, boolean isVirtual, List<StackTraceElement> stack) {}

  /// Those that still wait.
  ///
  /// @param view taken after the heap dump: a thread that it shows in another state has been woken
  static List<NeverWoken> inBoth(List<NeverWoken> threads, JvmView view) {
    return threads.stream().filter(thread -> stillWaits(thread, view)).toList();
  }

  /// Without an agent, the view leaves out threads that are not mounted.
  private static boolean stillWaits(NeverWoken thread, JvmView view) {
    ThreadView later = view.thread(thread.id());
    return later == null ? view.cost() == null : later.activity() == ThreadStatus.WAITING;
  }

  /// The largest first.
  static List<Finding> of(List<NeverWoken> threads) {
    Map<Key, List<NeverWoken>> groups = new LinkedHashMap<>();
    for (NeverWoken thread : threads) {
      var key = new Key(thread.type(), thread.isVirtual(), thread.stack());
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
    String text =
        who
            + " will never be woken: no thread that can still act, no static field, timer or native"
            + " code leads to "
            + what;
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
