package dev.heddle.sim.scheduler;

import dev.heddle.sim.runs.Stuck;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells of threads that wait for ever where they do. Stateless.
final class StuckThreads {
  private static final int FRAMES = 6;

  private StuckThreads() {}

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
    Set<String> places = new HashSet<>();
    left.forEach(task -> places.add(describe(task, text)));
    return new Stuck(text.toString(), Set.copyOf(places));
  }

  /// @return where it waits
  private static String describe(Task task, StringBuilder text) {
    text.append("\n  ").append(task).append(", ").append(task.thread.getState());
    String waiting = "";
    String place = "";
    int shown = 0;
    for (StackTraceElement frame : task.thread.getStackTrace()) {
      String type = frame.getClassName();
      if (type.startsWith("java.") || type.startsWith("jdk.")) {
        waiting = type.substring(type.lastIndexOf('.') + 1) + '.' + frame.getMethodName();
      } else if (!isOwn(type) && shown++ < FRAMES) {
        if (shown == 1) {
          place = waiting + " at " + frame;
          text.append(waiting.isEmpty() ? "" : " in ").append(waiting);
        }
        text.append("\n      at ").append(frame);
      }
    }
    return shown == 0 ? waiting : place;
  }

  /// Whether it is what starts a world's threads, where the cause does not lie.
  private static boolean isOwn(String type) {
    return type.startsWith("dev.heddle.sim.scheduler.")
        || type.matches(
            "dev\\.heddle\\.sim\\.(Host|RunResult|SimulatedExtension|Story|World)(\\$.*)?");
  }
}
