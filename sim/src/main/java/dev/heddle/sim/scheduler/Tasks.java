package dev.heddle.sim.scheduler;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The threads of a world that have begun and not ended. Belongs to the world.
final class Tasks {
  private static final int BEFORE = -1_000_000;

  private final IdentityHashMap<Runnable, Task> all = new IdentityHashMap<>();
  private int begun = BEFORE;
  private int needed; // those that are no daemons

  /// Those that begin from now on count from 1.
  void beginCounting() {
    begun = 0;
  }

  /// @return null if nothing of the world's has this continuation
  @Nullable Task of(Runnable continuation) {
    return all.get(continuation);
  }

  /// A thread can run for the first time.
  Task begin(
      Runnable continuation,
      Thread thread,
      @Nullable Task parent,
      String host,
      @Nullable CarriedPool pool,
      @Nullable Thread platform) {
    long key = parent == null ? begun : Chance.mix(parent.key * 31 + ++parent.children);
    var task = new Task(++begun, key, continuation, thread, host, pool, platform);
    all.put(continuation, task);
    count(task, 1);
    return task;
  }

  void ended(Task task) {
    all.remove(task.continuation);
    count(task, -1);
  }

  /// Ends all threads of a host where they are.
  void kill(String host, Consumer<Task> killed) {
    all.values()
        .removeIf(task -> {
          if (!task.host.equals(host)) {
            return false;
          }
          count(task, -1);
          task.dead = true;
          killed.accept(task);
          return true;
        });
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
