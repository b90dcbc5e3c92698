package dev.heddle.sim.scheduler;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The threads of a world that have begun and not ended. Belongs to the world.
final class Tasks {
  private static final int BEFORE = -1_000_000;

  // A virtual thread's hash code is its number, so no identity hash code has to be drawn for it.
  private final LinkedHashMap<Thread, Task> all = new LinkedHashMap<>();
  private final HashMap<Thread, Task> dead = new HashMap<>(); // killed
  private final Map<String, Integer> kills = new HashMap<>(); // by host
  private int begun = BEFORE;
  private int needed; // those that are no daemons

  /// Those that begin from now on count from 1.
  void beginCounting() {
    begun = 0;
  }

  /// Also one that was killed, which a timer may still resume.
  ///
  /// @return null if the thread is none of the world's
  @Nullable Task of(Thread thread) {
    Task task = all.get(thread);
    return task == null ? dead.get(thread) : task;
  }

  /// A thread can run for the first time.
  Task begin(
      Runnable continuation,
      Thread thread,
      @Nullable Task parent,
      String host,
      @Nullable CarriedPool pool,
      @Nullable Thread platform,
      boolean isMain) {
    long key = parent == null ? begun : Chance.mix(parent.key * 31 + ++parent.children);
    var task = new Task(++begun, key, continuation, thread, host, pool, platform, isMain);
    all.put(thread, task);
    count(task, 1);
    return task;
  }

  void ended(Task task) {
    all.remove(task.thread);
    count(task, -1);
  }

  /// Ends all threads of a host where they are.
  void kill(String host, Consumer<Task> killed) {
    kills.merge(host, 1, Integer::sum);
    all.values()
        .removeIf(task -> {
          if (!task.host.equals(host)) {
            return false;
          }
          count(task, -1);
          task.dead = true;
          dead.put(task.thread, task);
          killed.accept(task);
          return true;
        });
  }

  /// How often a host's threads were killed.
  int kills(String host) {
    return kills.getOrDefault(host, 0);
  }

  private void count(Task task, int change) {
    if (!task.isDaemon()) {
      needed += change;
    }
  }

  /// Whether a thread is left that is no daemon.
  boolean areNeeded() {
    return needed > 0;
  }

  int begun() {
    return begun;
  }

  Collection<Task> left() {
    return Collections.unmodifiableCollection(all.values());
  }
}
