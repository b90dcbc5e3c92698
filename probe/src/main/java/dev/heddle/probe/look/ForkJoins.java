package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/// Reads the JDK's fork-join pools, but not those that carry virtual threads. Stateless.
final class ForkJoins {
  private final Field queues = field(ForkJoinPool.class, "queues");
  private final Field array =
      field(Class.forName("java.util.concurrent.ForkJoinPool$WorkQueue"), "array");

  private ForkJoins() throws ReflectiveOperationException {}

  /// Null if this JDK keeps their queues in another way.
  static @Nullable ForkJoins find() throws ReflectiveOperationException {
    try {
      return new ForkJoins();
    } catch (NoSuchFieldException | ClassNotFoundException e) {
      return null;
    }
  }

  /// The threads of each pool.
  static IdentityHashMap<ForkJoinPool, List<Thread>> byPool(List<Thread> all) {
    IdentityHashMap<ForkJoinPool, List<Thread>> byPool = new IdentityHashMap<>();
    for (Thread thread : all) {
      if (thread instanceof ForkJoinWorkerThread worker && !Platform.isCarrier(thread)) {
        ForkJoinPool pool = worker.getPool();
        byPool.computeIfAbsent(pool, key -> new ArrayList<>()).add(thread);
      }
    }
    return byPool;
  }

  /// Whether it has threads that were not found, or may start some when it is given more tasks. It
  /// starts further ones in place of threads that wait in `join`, but it does so before these wait.
  static boolean addsThreads(ForkJoinPool pool, int found) {
    return pool.getClass() != ForkJoinPool.class // the program's own methods are not called
        || pool.getPoolSize() != found
        || found < pool.getParallelism();
  }

  /// Whether this task is in a queue of one of these threads' pools or of the common pool, or there
  /// are more tasks than may be looked at.
  @SuppressWarnings("ReferenceEquality")
  boolean mayHave(Object task, List<Thread> all, int most) throws ReflectiveOperationException {
    IdentityHashMap<ForkJoinPool, List<Thread>> pools = byPool(all);
    pools.putIfAbsent(ForkJoinPool.commonPool(), List.of());
    int left = most;
    for (ForkJoinPool pool : pools.keySet()) {
      List<Object> queued = tasks(pool, left);
      left -= queued.size();
      if (left == 0 || queued.stream().anyMatch(one -> one == task)) {
        return true;
      }
    }
    return false;
  }

  /// Up to this many tasks that wait in its queues.
  List<Object> tasks(ForkJoinPool pool, int most) throws ReflectiveOperationException {
    List<Object> tasks = new ArrayList<>();
    Object all = queues.get(pool);
    if (all == null) {
      return tasks;
    }
    for (@Nullable Object one : (Object[]) all) {
      Object slots = one == null ? null : array.get(one);
      if (slots == null) {
        continue;
      }
      for (@Nullable Object task : (Object[]) slots) {
        if (task != null && tasks.size() < most) {
          tasks.add(task);
        }
      }
    }
    return tasks;
  }
}
