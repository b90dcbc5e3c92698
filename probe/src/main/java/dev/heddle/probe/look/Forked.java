package dev.heddle.probe.look;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;

/// Which threads may run a `ForkJoinTask`: the JDK does not record it, but their stacks show tasks
/// of which classes they run. Only those of `RecursiveTask` and `RecursiveAction`, and what the JDK
/// makes of a `Callable` or `Runnable`: they end when their method does. Belongs to the looking
/// thread.
final class Forked {
  private static final String TASK = ForkJoinTask.class.getName();
  private static final String ADAPTED = TASK + "$Adapted";
  private static final Set<Class<?>> RECURSIVE = Set.of(RecursiveTask.class, RecursiveAction.class);
  private static final Set<String> RECURSIVE_NAMES =
      Set.of(RecursiveTask.class.getName(), RecursiveAction.class.getName());

  private final Map<String, Set<Long>> threads = new HashMap<>(); // by the class that they run
  private boolean areAllSeen = true;

  /// Takes note of what a thread runs.
  void add(Thread thread, List<StackTraceElement> stack) {
    for (int i = 1; i < stack.size(); i++) {
      StackTraceElement frame = stack.get(i);
      if (frame.getMethodName().equals("doExec") && frame.getClassName().equals(TASK)) {
        String runs = runs(stack, i - 1);
        threads.computeIfAbsent(runs, key -> new TreeSet<>()).add(Look.id(thread));
      }
    }
  }

  private static String runs(List<StackTraceElement> stack, int exec) {
    String type = stack.get(exec).getClassName();
    return exec > 0 && RECURSIVE_NAMES.contains(type) ? stack.get(exec - 1).getClassName() : type;
  }

  /// The stacks of some threads were not read.
  void notAllSeen() {
    areAllSeen = false;
  }

  /// The ids of all threads that run a task of this class; none if others may, too.
  Set<Long> runners(Object task) {
    Set<Long> runners = new TreeSet<>();
    if (!areAllSeen || !isKnown(task)) {
      return runners;
    }
    for (Class<?> at = task.getClass();
        at != null && at != ForkJoinTask.class && !RECURSIVE.contains(at);
        at = at.getSuperclass()) {
      runners.addAll(threads.getOrDefault(at.getName(), Set.of()));
    }
    return runners;
  }

  private static boolean isKnown(Object task) {
    return task instanceof RecursiveTask
        || task instanceof RecursiveAction
        || task.getClass().getName().startsWith(ADAPTED);
  }
}
