package dev.heddle.sim.scheduler;

import dev.heddle.sim.runs.NotSimulatedException;
import java.lang.StackWalker.StackFrame;
import java.util.stream.Stream;

/// Waits of threads that the JVM cannot put aside, as it cannot one that initializes a class: as
/// long as such a thread waits, no other can run. Tells what they are, from the current stack.
/// Stateless.
final class PinnedWaits {
  private static final StackWalker WALKER = StackWalker.getInstance();

  private PinnedWaits() {}

  /// Whether it ends by itself, whatever other threads do.
  static boolean isSleep() {
    return WALKER.walk(frames -> frames.anyMatch(PinnedWaits::sleeps));
  }

  private static boolean sleeps(StackFrame frame) {
    return frame.getMethodName().equals("sleepNanos")
        && frame.getClassName().equals("java.lang.VirtualThread");
  }

  /// Whether the caller initializes a class.
  static boolean isInInitializer() {
    return WALKER.walk(frames -> frames.anyMatch(PinnedWaits::initializes));
  }

  private static boolean initializes(StackFrame frame) {
    return frame.getMethodName().equals("<clinit>");
  }

  /// Says what waits.
  static NotSimulatedException refusal() {
    return new NotSimulatedException(
        "a wait for other threads in " + WALKER.walk(PinnedWaits::place) + " cannot be simulated");
  }

  private static String place(Stream<StackFrame> frames) {
    return frames
        .filter(PinnedWaits::initializes)
        .findFirst()
        .map(frame -> "the initializer of " + frame.getClassName())
        .orElse("what native code has called");
  }
}
