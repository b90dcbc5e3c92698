package dev.heddle.sim.scheduler;

import dev.heddle.sim.runs.NotSimulatedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The threads that the JVM has resumed after they waited for a monitor, by a thread of its own.
/// Thread-safe.
final class ResumedByJvm {
  private final ConcurrentLinkedQueue<Runnable> continuations = new ConcurrentLinkedQueue<>();

  /// Takes what the current thread, which is none of the world's, has resumed. The JVM's own is
  /// expected; any other comes at a time of its own, and no replay would be the same.
  ///
  /// @return why the world fails, if it does
  @Nullable NotSimulatedException add(Runnable continuation) {
    Thread by = Thread.currentThread();
    continuations.add(continuation);
    return by.getName().equals("VirtualThread-unblocker")
        ? null
        : new NotSimulatedException(
            "a thread was woken from outside of the world, by the thread \""
                + by.getName()
                + "\": what it waits for must happen inside");
  }

  /// Those that have come, in the order in which they began.
  List<Task> take(Tasks tasks) {
    Runnable first = continuations.poll();
    if (first == null) {
      return List.of();
    }
    List<Task> came = new ArrayList<>();
    for (Runnable next = first; next != null; next = continuations.poll()) {
      Task task = tasks.of(Jdk.threadOf(next));
      if (task != null) {
        came.add(task);
      }
    }
    came.sort(Comparator.comparingInt(task -> task.id));
    return came;
  }
}
