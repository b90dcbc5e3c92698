package dev.heddle.sim.scheduler;

import org.jspecify.annotations.Nullable;

/// Exceptions that end threads: a world fails by them, unless the application deals with them
/// itself. Stateless.
@SuppressWarnings("ReferenceEquality") // handlers have no other
final class Uncaught {
  private Uncaught() {}

  static void dispatch(Scheduler world, Thread thread, Throwable cause) {
    if (!failsBy(world, thread, cause)) {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
    }
  }

  /// Whether the world has failed by it: no one else handles it.
  static boolean failsBy(Scheduler world, Thread thread, Throwable cause) {
    boolean wanted =
        thread.getUncaughtExceptionHandler() != thread.getThreadGroup()
            || handles(thread.getThreadGroup())
            || Thread.getDefaultUncaughtExceptionHandler() != null;
    if (!wanted) {
      world.fail(cause);
    }
    return !wanted;
  }

  /// Whether a group, or one that it is in, deals with exceptions in a way of its own.
  private static boolean handles(@Nullable ThreadGroup group) {
    return group != null && (group.getClass() != ThreadGroup.class || handles(group.getParent()));
  }
}
