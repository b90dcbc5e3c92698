package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import dev.heddle.probe.look.Pools.Queued;
import java.lang.reflect.Field;
import java.util.IdentityHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Finds which threads wait in `invokeAny` for the first result of tasks in the queue of a pool: on
/// a condition of a queue for the results, which that method has made and no others know. Belongs
/// to the looking thread.
final class AnyResults {
  private final Class<?> queueing =
      Class.forName("java.util.concurrent.ExecutorCompletionService$QueueingFuture");
  private final Field results = field(queueing, "completionQueue");
  private final Field notEmpty = field(LinkedBlockingQueue.class, "notEmpty");
  private final IdentityHashMap<Object, Queued> all = new IdentityHashMap<>();

  private AnyResults() throws ReflectiveOperationException {}

  /// Null if this JDK keeps them in another way.
  static @Nullable AnyResults find(IdentityHashMap<Object, Queued> queued)
      throws ReflectiveOperationException {
    try {
      var any = new AnyResults();
      for (var each : queued.entrySet()) {
        any.add(each.getKey(), each.getValue());
      }
      return any;
    } catch (NoSuchFieldException | ClassNotFoundException e) {
      return null;
    }
  }

  /// One of the tasks whose results a thread waits for in `invokeAny`; null if there is none.
  ///
  /// @param blocker what the thread is parked on
  @Nullable Queued of(Object blocker) {
    return all.get(blocker);
  }

  private void add(Object task, Queued queued) throws ReflectiveOperationException {
    Object queue = queueing.isInstance(task) ? results.get(task) : null;
    Object blocker =
        queue != null && queue.getClass() == LinkedBlockingQueue.class ? notEmpty.get(queue) : null;
    if (blocker != null) {
      all.putIfAbsent(blocker, queued);
    }
  }
}
