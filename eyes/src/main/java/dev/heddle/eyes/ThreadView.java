package dev.heddle.eyes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thread at one moment. Immutable.
///
/// @param name may be empty, and is any text: the program that was looked at has chosen it
/// @param stack the innermost frame first; null if it was not read
/// @param waitsFor null if it waits for nothing that is known
/// @param carrier the id of the platform thread that a virtual thread is mounted on; 0 if none
/// @param carries the id of the virtual thread that is mounted on it; 0 if none
/// @param cpuMillis processor time since it was started; -1 if unknown
/// @param waits how often it has begun to wait since it was started; -1 if unknown
record ThreadView(
    long id,
    String name,
    boolean isVirtual,
    ThreadStatus activity,
    @Nullable List<StackTraceElement> stack,
    @Nullable Wait waitsFor,
    long carrier,
    long carries,
    double cpuMillis,
    long waits) {

  /// Whether it waits while it keeps its carrier from others.
  boolean isPinned() {
    return isVirtual && carrier != 0 && activity.isWaiting();
  }

  /// Whether it is a virtual thread with a platform thread of its own.
  boolean isBound() {
    return isVirtual && DumpedThread.isBound(frames());
  }

  List<StackTraceElement> frames() {
    return stack == null ? List.of() : stack;
  }

  ThreadView waitingFor(@Nullable Wait wait) {
    return new ThreadView(
        id, name, isVirtual, activity, stack, wait, carrier, carries, cpuMillis, waits);
  }
}
