package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;
import static dev.heddle.probe.look.Inside.method;
import static dev.heddle.probe.look.Inside.type;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the JDK's executors by what a thread is parked on that closes one. Belongs to the looking
/// thread.
final class Closings {
  private final Field ofPool = field(ThreadPoolExecutor.class, "termination");
  private final Field ofForkJoin = field(ForkJoinPool.class, "termination");
  private final Class<?> perTask = type("java.util.concurrent.ThreadPerTaskExecutor");
  private final Field ofPerTask = field(perTask, "terminationSignal");
  private final Field sync = field(CountDownLatch.class, "sync");
  private final Class<?> containers = type("jdk.internal.vm.ThreadContainers");
  private final Class<?> container = type("jdk.internal.vm.ThreadContainer");
  private final Method root = method(containers, "root");
  private final Method children = method(container, "children");
  private final Method threads = method(container, "threads");
  private final IdentityHashMap<Object, Closing> all = new IdentityHashMap<>();

  private Closings() throws ReflectiveOperationException {}

  /// @param executor what is closed
  /// @param threads those that have to end first
  record Closing(Object executor, List<Thread> threads) {}

  /// Null if this JDK keeps its executors in another way, or cannot close them.
  static @Nullable Closings find(Pools pools, List<Thread> among)
      throws ReflectiveOperationException {
    try {
      var closings = new Closings();
      closings.addPools(pools, among);
      closings.addPerTask();
      return closings;
    } catch (NoSuchFieldException | NoSuchMethodException | ClassNotFoundException e) {
      return null;
    }
  }

  /// Null if it is none of those.
  @Nullable Closing of(Object blocker) {
    return all.get(blocker);
  }

  private void addPools(Pools pools, List<Thread> among) throws ReflectiveOperationException {
    for (var pool : pools.byPool(among).entrySet()) {
      add(ofPool.get(pool.getKey()), pool.getKey(), pool.getValue());
    }
    for (var pool : ForkJoins.byPool(among).entrySet()) {
      Object latch = ofForkJoin.get(pool.getKey());
      add(latch == null ? null : sync.get(latch), pool.getKey(), pool.getValue());
    }
  }

  private void addPerTask() throws ReflectiveOperationException {
    for (Object one : ((Stream<?>) children.invoke(root.invoke(null))).toArray()) {
      if (perTask.isInstance(one)) {
        List<Thread> some = new ArrayList<>();
        ((Stream<?>) threads.invoke(one)).forEach(thread -> some.add((Thread) thread));
        add(sync.get(ofPerTask.get(one)), one, some);
      }
    }
  }

  private void add(@Nullable Object blocker, Object executor, List<Thread> threads) {
    if (blocker != null) {
      all.put(blocker, new Closing(executor, threads));
    }
  }
}
