package dev.heddle.sim.scheduler;

import dev.heddle.sim.agent.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The threads that wait for monitors, or in them. The JVM resumes them by a thread of its own,
/// whenever that gets to it; so before each choice the world waits for those that are on their way.
@SuppressWarnings("ReferenceEquality") // threads have no other
final class Monitors {
  /// On a busy machine the JVM's thread may wait for the CPU that spinning would take.
  private static final int SPINS = 200;

  private final List<Task> watched = new ArrayList<>();

  /// The one with which the JVM's thread has begun and has not finished; it takes one at a time.
  /// Written by that thread.
  private volatile @Nullable Thread underWay;

  boolean isEmpty() {
    return watched.isEmpty();
  }

  /// The thread has stopped: it is watched if it waits for a monitor.
  void stopped(Task task) {
    if (!task.watched && Jdk.waitsForMonitor(task.thread)) {
      task.watched = true;
      watched.add(task);
    }
  }

  /// From the JVM's thread.
  void unblocking(Thread virtual) {
    underWay = virtual;
  }

  /// From the JVM's thread.
  void unblocked(Thread virtual) {
    underWay = null;
  }

  /// Waits for those that are on their way.
  void settle() {
    for (int i = 0; i < watched.size(); i++) {
      Thread thread = watched.get(i).thread;
      for (int spins = 0; Jdk.isBeingUnblocked(thread) || underWay == thread; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          Jdk.giveWay();
        }
      }
    }
  }

  /// Whether a thread waits to enter a monitor that it may share with threads outside of the world:
  /// the console's, or a log's. Such a wait ends by itself; one for a thread of this world does
  /// not, as long as no thread of it runs.
  boolean isAnyInTool(Collection<Task> all) {
    for (Task task : watched) {
      if (!task.givenUp && Jdk.isBlocked(task.thread)) {
        String tool = task.topClass();
        if (Scope.isTool(tool.replace('.', '/')) && !isAnyWithin(all, task, tool)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether another thread of the world is in the middle of the class, and so may have its
  /// monitor.
  private static boolean isAnyWithin(Collection<Task> all, Task blocked, String tool) {
    for (Task task : all) {
      if (task != blocked && task.isWithin(tool)) {
        return true;
      }
    }
    return false;
  }

  /// Those that wait now are no longer waited for.
  void giveUp() {
    watched.forEach(task -> task.givenUp = true);
  }

  /// The thread runs again.
  void forget(Task task) {
    task.watched = false;
    task.givenUp = false;
    watched.remove(task);
  }
}
