package dev.heddle.sim.scheduler;

import java.util.ArrayList;
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

  /// Those that wait to enter a monitor.
  List<Task> blocked() {
    return watched.stream().filter(task -> Jdk.isBlocked(task.thread)).toList();
  }

  /// The thread runs again.
  void forget(Task task) {
    task.watched = false;
    task.givenUp = false;
    watched.remove(task);
  }
}
