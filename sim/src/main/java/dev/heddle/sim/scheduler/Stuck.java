package dev.heddle.sim.scheduler;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Threads of a world wait for ever, or run for ever.
public final class Stuck extends Error {
  private static final long serialVersionUID = 1L;

  private static final int FRAMES = 6;

  Stuck(String message) {
    super(message, null, false, false);
  }

  /// The threads that are left when nothing can run any more; null if there are none but daemons.
  static @Nullable Stuck ifAny(Collection<Task> tasks) {
    List<Task> left =
        tasks.stream()
            .filter(task -> !task.isDaemon() && !task.dead)
            .sorted(Comparator.comparingInt(task -> task.id))
            .toList();
    if (left.isEmpty()) {
      return null;
    }
    var text = new StringBuilder();
    text.append(
        left.size() == 1 ? "a thread waits for ever:" : left.size() + " threads wait for ever:");
    left.forEach(task -> describe(task, text));
    return new Stuck(text.toString());
  }

  private static void describe(Task task, StringBuilder text) {
    text.append("\n  ").append(task).append(", ").append(task.thread.getState());
    String waiting = "";
    int shown = 0;
    for (StackTraceElement frame : task.thread.getStackTrace()) {
      String type = frame.getClassName();
      if (type.startsWith("java.") || type.startsWith("jdk.")) {
        waiting = type.substring(type.lastIndexOf('.') + 1) + '.' + frame.getMethodName();
      } else if (!isOwn(type) && shown++ < FRAMES) {
        if (shown == 1 && !waiting.isEmpty()) {
          text.append(" in ").append(waiting);
        }
        text.append("\n      at ").append(frame);
      }
    }
  }

  /// Whether it is what starts a world's threads, in which nobody looks for the cause.
  private static boolean isOwn(String type) {
    return type.startsWith("dev.heddle.sim.scheduler.")
        || type.matches("dev\\.heddle\\.sim\\.(Host|Run|SimulatedExtension|Story|World)(\\$.*)?");
  }
}
