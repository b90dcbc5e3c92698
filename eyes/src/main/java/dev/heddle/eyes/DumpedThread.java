package dev.heddle.eyes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thread of a [ThreadDump], while it is read. Belongs to the reading thread.
final class DumpedThread {
  /// An object that is waited for.
  ///
  /// @param how the words of the dump: `waiting to lock`, `waiting on`, `parking to wait for` …
  record Blocker(String how, String address, String type) {}

  private static final String BOUND = "java.lang.ThreadBuilders$BoundVirtualThread";

  final long id;
  final String name;
  final boolean isVirtual;
  final double cpuMillis;
  final List<StackTraceElement> stack = new ArrayList<>();

  /// Addresses of the monitors that its frames have entered; one that it waits for is among them.
  final List<String> locked = new ArrayList<>();

  String state = "";
  @Nullable Blocker blocker;

  /// The class whose initialisation it waits for.
  @Nullable String classWait;

  long carrier;
  long carries;

  /// The thread's number in the operating system; -1 if unknown.
  long system = -1;

  DumpedThread(long id, String name, boolean isVirtual, double cpuMillis) {
    this.id = id;
    this.name = name;
    this.isVirtual = isVirtual;
    this.cpuMillis = cpuMillis;
  }

  /// Whether it has entered a monitor and not given it up in `Object.wait`.
  boolean owns(String address) {
    return locked.contains(address) && (blocker == null || !blocker.address.equals(address));
  }

  ThreadStatus activity() {
    if (blocker != null && blocker.how.startsWith("waiting to")) {
      return ThreadStatus.BLOCKED;
    }
    if (classWait != null) {
      return ThreadStatus.WAITING;
    }
    if (!state.isEmpty()) {
      return ThreadStatus.of(state);
    }
    return isParkedOnCarrier() ? ThreadStatus.WAITING : ThreadStatus.RUNNING;
  }

  /// Whether this is a virtual thread with a platform thread of its own, for which a dump takes it:
  /// there are such in a JVM without continuations.
  static boolean isBound(List<StackTraceElement> stack) {
    return !stack.isEmpty() && stack.getLast().getClassName().equals(BOUND);
  }

  /// The dump does not say what a mounted virtual thread does.
  private boolean isParkedOnCarrier() {
    return isVirtual
        && stack.size() > 1
        && stack.get(1).getMethodName().equals("parkOnCarrierThread");
  }
}
