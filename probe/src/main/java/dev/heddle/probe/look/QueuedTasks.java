package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import dev.heddle.probe.look.Pools.Queued;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Finds which threads wait for a task that has not begun: for a `FutureTask` or `ForkJoinTask`, or
/// for a `CompletableFuture` that the task completes, by itself or through others. Stateless.
final class QueuedTasks {
  private static final String FUTURE = CompletableFuture.class.getName();

  /// How many steps of one chain are followed.
  private static final int MOST_STEPS = 1_000;

  private final Class<?> queueing =
      Class.forName("java.util.concurrent.ExecutorCompletionService$QueueingFuture");
  private final Field wrapped = field(queueing, "task");
  private final Class<?> supplies = Class.forName(FUTURE + "$AsyncSupply");
  private final Class<?> runs = Class.forName(FUTURE + "$AsyncRun");
  private final Class<?> step = Class.forName(FUTURE + "$UniCompletion");
  private final Class<?> second = Class.forName(FUTURE + "$CoCompletion");
  private final Class<?> waiter = Class.forName(FUTURE + "$Signaller");
  private final Class<?> listener = Class.forName(FUTURE + "$UniWhenComplete");
  private final Field supplied = field(supplies, "dep");
  private final Field ran = field(runs, "dep");
  private final Field completed = field(step, "dep");
  private final Field first = field(second, "base");
  private final Field listens = field(listener, "fn");
  private final Field steps = field(CompletableFuture.class, "stack");
  private final Field next = field(Class.forName(FUTURE + "$Completion"), "next");

  QueuedTasks() throws ReflectiveOperationException {}

  void add(Object task, List<Long> threads, IdentityHashMap<Object, Queued> into)
      throws ReflectiveOperationException {
    Object future = completedBy(task);
    if (future != null) {
      addWaiters(future, threads, into);
    } else if (task instanceof FutureTask || task instanceof ForkJoinTask) {
      into.put(task, new Queued(task, threads));
      Object within = queueing.isInstance(task) ? wrapped.get(task) : null;
      if (within instanceof FutureTask) {
        into.put(within, new Queued(within, threads));
      }
    }
  }

  /// The future that it completes; null if none.
  private @Nullable Object completedBy(Object task) throws ReflectiveOperationException {
    if (supplies.isInstance(task)) {
      return supplied.get(task);
    }
    if (runs.isInstance(task)) {
      return ran.get(task);
    }
    return step.isInstance(task) ? completed.get(task) : null;
  }

  private void addWaiters(Object future, List<Long> threads, IdentityHashMap<Object, Queued> into)
      throws ReflectiveOperationException {
    Deque<Object> futures = new ArrayDeque<>(List.of(future));
    int left = MOST_STEPS;
    while (!futures.isEmpty()) {
      Object at = futures.remove();
      if (hasTimeLimit(at)) {
        continue;
      }
      for (Object one = steps.get(at); one != null && left > 0; one = next.get(one), left--) {
        if (waiter.isInstance(one)) {
          into.put(one, new Queued(at, threads));
        } else {
          Object then = needsAll(one) ? completedBy(first(one)) : null;
          if (then != null) {
            futures.add(then);
          }
        }
      }
    }
  }

  /// `orTimeout` and the like listen for the end of the future, to cancel the timer.
  private boolean hasTimeLimit(Object future) throws ReflectiveOperationException {
    int left = MOST_STEPS;
    Object one = steps.get(future);
    for (; one != null && left > 0; one = next.get(one), left--) {
      Object then = listener.isInstance(one) ? listens.get(one) : null;
      if (then != null && then.getClass().getName().equals(FUTURE + "$Canceller")) {
        return true;
      }
    }
    return one != null; // who knows what comes then
  }

  /// A step that has two sources is the same step for both.
  private Object first(Object one) throws ReflectiveOperationException {
    Object base = second.isInstance(one) ? first.get(one) : null;
    return base == null ? one : base;
  }

  /// Not `applyToEither` and the like, which another future may complete as well.
  private boolean needsAll(Object one) throws ReflectiveOperationException {
    return !first(one).getClass().getName().startsWith(FUTURE + "$Or");
  }
}
