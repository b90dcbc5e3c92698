package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Finds thread pools whose threads all wait, and which start no more of them: a queued task cannot
/// begin before one of these threads is free. Only the JDK's `ThreadPoolExecutor`, with a queue
/// that [Queues] can read, and its `ForkJoinPool`. Stateless.
final class Pools {
  /// How many queued tasks are looked at, in all pools.
  private static final int MOST_TASKS = 10_000;

  /// How many pairs of such a task and a thread of its pool are reported, each of which costs
  /// memory.
  private static final int MOST_PAIRS = 100_000;

  private static final int COUNT_MASK = (1 << 29) - 1;

  private final Class<?> worker = Class.forName("java.util.concurrent.ThreadPoolExecutor$Worker");
  private final Field pool = field(worker, "this$0");
  private final Field core = field(ThreadPoolExecutor.class, "corePoolSize");
  private final Field most = field(ThreadPoolExecutor.class, "maximumPoolSize");
  private final Field control = field(ThreadPoolExecutor.class, "ctl");
  private final Field queue = field(ThreadPoolExecutor.class, "workQueue");
  private final ThreadTasks started = new ThreadTasks();
  private final Queues queues = new Queues();
  private final QueuedTasks tasks = new QueuedTasks();
  private final @Nullable ForkJoins forkJoins = ForkJoins.find();

  private Pools() throws ReflectiveOperationException {}

  /// Null if this JDK keeps its pools in another way.
  static @Nullable Pools find() throws ReflectiveOperationException {
    try {
      return new Pools();
    } catch (NoSuchFieldException | ClassNotFoundException e) {
      return null;
    }
  }

  /// A task that waits for a thread.
  ///
  /// @param result what is waited for: a `FutureTask`, `ForkJoinTask` or `CompletableFuture`
  /// @param threads the ids of all threads of its pool
  record Queued(Object result, List<Long> threads) {}

  /// The queued tasks of such pools, by what a thread that waits for the result is parked on. Of
  /// too many, only those are reported for which threads of the pools wait.
  ///
  /// @param all the threads among which those of pools are sought
  IdentityHashMap<Object, Queued> queued(List<Thread> all) throws ReflectiveOperationException {
    IdentityHashMap<Object, Queued> queued = new IdentityHashMap<>();
    List<Thread> waiting = new ArrayList<>();
    int left = MOST_TASKS;
    long pairs = 0;
    for (Stuck pool : stuck(all)) {
      int before = queued.size();
      List<Long> ids = pool.threads.stream().map(Look::id).toList();
      for (Object one : pool.tasks.upTo(left)) {
        left--;
        tasks.add(one, ids, queued);
      }
      pairs += (long) (queued.size() - before) * ids.size();
      waiting.addAll(pool.threads);
    }
    return pairs > MOST_PAIRS ? waitedForBy(waiting, queued) : queued;
  }

  /// Whether a fork-join pool may have this task in one of its queues, so that no thread runs it.
  boolean mayBeQueued(Object task, List<Thread> all) throws ReflectiveOperationException {
    return forkJoins == null || forkJoins.mayHave(task, all, MOST_TASKS);
  }

  private interface Tasks {
    List<Object> upTo(int most) throws ReflectiveOperationException;
  }

  /// A pool all of whose threads wait.
  private record Stuck(List<Thread> threads, Tasks tasks) {}

  private List<Stuck> stuck(List<Thread> all) throws ReflectiveOperationException {
    List<Stuck> stuck = new ArrayList<>();
    for (Map.Entry<ThreadPoolExecutor, List<Thread>> each : byPool(all).entrySet()) {
      ThreadPoolExecutor of = each.getKey();
      List<Thread> threads = each.getValue();
      if (threads.stream().allMatch(Pools::waits) && !addsThreads(of, threads.size())) {
        stuck.add(new Stuck(threads, most -> queues.tasks(queue.get(of), most)));
      }
    }
    if (forkJoins != null) {
      ForkJoins known = forkJoins;
      ForkJoins.byPool(all)
          .forEach((of, threads) -> {
            if (threads.stream().allMatch(Pools::waits)
                && !ForkJoins.addsThreads(of, threads.size())) {
              stuck.add(new Stuck(threads, most -> known.tasks(of, most)));
            }
          });
    }
    return stuck;
  }

  private static IdentityHashMap<Object, Queued> waitedForBy(
      List<Thread> threads, IdentityHashMap<Object, Queued> queued) {
    IdentityHashMap<Object, Queued> some = new IdentityHashMap<>();
    for (Thread thread : threads) {
      Object blocker = LockSupport.getBlocker(thread);
      Queued one = blocker == null ? null : queued.get(blocker);
      if (blocker != null && one != null) {
        some.put(blocker, one);
      }
    }
    return some;
  }

  /// The threads of each pool.
  IdentityHashMap<ThreadPoolExecutor, List<Thread>> byPool(List<Thread> all)
      throws ReflectiveOperationException {
    IdentityHashMap<ThreadPoolExecutor, List<Thread>> byPool = new IdentityHashMap<>();
    for (Thread thread : all) {
      Object runs = started.of(thread);
      if (worker.isInstance(runs)) {
        byPool
            .computeIfAbsent((ThreadPoolExecutor) pool.get(runs), key -> new ArrayList<>())
            .add(thread);
      }
    }
    return byPool;
  }

  private static boolean waits(Thread thread) {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.BLOCKED;
  }

  /// Whether it has threads that were not found, or may start some when it is given more tasks.
  private boolean addsThreads(ThreadPoolExecutor of, int found)
      throws ReflectiveOperationException {
    int count = ((AtomicInteger) control.get(of)).get() & COUNT_MASK;
    return count != found
        || found < core.getInt(of)
        || (found < most.getInt(of) && !queues.isUnbounded(queue.get(of)));
  }
}
