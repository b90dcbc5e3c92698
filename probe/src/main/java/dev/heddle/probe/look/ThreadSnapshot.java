package dev.heddle.probe.look;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one thread is doing. Immutable.
///
/// @param stack the innermost frame first
/// @param owned the objects whose monitors it holds
/// @param monitor the object whose monitor it waits to enter, or in whose `wait` it is; null if
///   neither is known
/// @param isEntering whether it waits to enter
record ThreadSnapshot(
    List<StackTraceElement> stack,
    List<Object> owned,
    @Nullable Object monitor,
    boolean isEntering) {

  static ThreadSnapshot ofStack(StackTraceElement[] stack) {
    return new ThreadSnapshot(Arrays.asList(stack), List.of(), null, false);
  }
}
