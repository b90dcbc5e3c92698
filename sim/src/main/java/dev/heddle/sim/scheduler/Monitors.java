package dev.heddle.sim.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// The threads that wait for monitors, or in them. The JVM resumes them by a thread of its own,
/// whenever that gets to it; so before each choice the world waits for those that are on their way.
final class Monitors {
  private final List<Task> watched = new ArrayList<>();

  /// On their way: the JVM's thread has begun with them and has not finished.
  private final ConcurrentHashMap<Thread, Boolean> underWay = new ConcurrentHashMap<>();

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
    underWay.put(virtual, true);
  }

  /// From the JVM's thread.
  void unblocked(Thread virtual) {
    underWay.remove(virtual);
  }

  /// Waits for those that are on their way.
  void settle() {
    for (int i = 0; i < watched.size(); i++) {
      Thread thread = watched.get(i).thread;
      while (Jdk.isBeingUnblocked(thread) || underWay.containsKey(thread)) {
        Thread.onSpinWait();
      }
    }
  }

  /// Forgets those that wait no longer.
  void tidy() {
    watched.removeIf(
        task -> {
          task.watched = Jdk.waitsForMonitor(task.thread);
          return !task.watched;
        });
  }
}
