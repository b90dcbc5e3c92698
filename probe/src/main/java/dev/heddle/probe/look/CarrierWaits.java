package dev.heddle.probe.look;

import dev.heddle.probe.facts.FactsWriter;
import dev.heddle.probe.facts.WaitKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What virtual threads wait for at monitors and in `Object.wait` before JDK 24: they keep their
/// carriers, whose states show that they wait. Neither a thread dump nor anything else says for
/// which monitor, but the thread that has it is either another one that is mounted, or a platform
/// thread that holds a monitor. Belongs to the looking thread.
final class CarrierWaits {
  /// @param isInSelector whether it may wait for a monitor of the JDK's selectors
  private record Blocked(long thread, boolean isInSelector) {}

  private final Map<Blocked, Integer> blocked = new HashMap<>();
  private final WaitNumbers numbers;
  private final Mounted mounted;
  private final Monitors monitors;

  CarrierWaits(WaitNumbers numbers, Mounted mounted, Monitors monitors) {
    this.numbers = numbers;
    this.mounted = mounted;
    this.monitors = monitors;
  }

  /// @param state of the virtual thread, in the words of [Thread.State]
  /// @param number of what it waits for; -1 if that is not known
  /// @param waits how often the carrier has begun to wait; -1 if that is not known
  record CarrierWait(String state, int number, long waits) {}

  /// Null if the thread waits for neither.
  ///
  /// @param stack the virtual thread's
  @Nullable CarrierWait of(Thread thread, Thread carrier, List<StackTraceElement> stack) {
    Thread.State state = carrier.getState();
    if (state == Thread.State.BLOCKED) {
      boolean isInSelector = stack.isEmpty() || Platform.isSelectors(stack.get(0));
      var one = new Blocked(Look.id(thread), isInSelector);
      int number = blocked.computeIfAbsent(one, key -> numbers.next());
      return new CarrierWait(state.name(), number, Platform.waits(carrier));
    }
    boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    return waits && isInWait(stack) ? new CarrierWait(state.name(), -1, -1) : null;
  }

  /// Else the carrier waits for something of its own, such as a timer's lock.
  private static boolean isInWait(List<StackTraceElement> stack) {
    return !stack.isEmpty()
        && stack.get(0).getClassName().equals("java.lang.Object")
        && stack.get(0).getMethodName().startsWith("wait");
  }

  /// To be called when all threads have been seen.
  ///
  /// @param areAllSeen false if there may be threads that were not found: one of these may have the
  ///   monitor
  void write(FactsWriter out, boolean areAllSeen) throws IOException {
    for (Map.Entry<Blocked, Integer> wait : blocked.entrySet()) {
      Blocked one = wait.getKey();
      Set<Long> perhaps = monitors.holders(one.isInSelector());
      perhaps.addAll(mounted.all());
      perhaps.remove(one.thread());
      out.waitFor(
          wait.getValue(), WaitKind.MONITOR_OF_ONE, "", "", areAllSeen ? perhaps : Set.of());
    }
  }
}
