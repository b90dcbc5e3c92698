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
/// begin before one of these threads is free. Only the JDK's `ThreadPoolExecutor`, with platform
/// threads and a queue that [Queues] can read. Stateless.
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
  private final @Nullable Field holder; // none before JDK 19
  private final Field task;
  private final Queues queues = new Queues();
  private final QueuedTasks tasks = new QueuedTasks();

  private Pools() throws ReflectiveOperationException {
    Field of = null;
    Field runs;
    try {
      of = field(Thread.class, "holder");
      runs = field(of.getType(), "task");
    } catch (NoSuchFieldException e) {
      runs = field(Thread.class, "target");
    }
    holder = of;
    task = runs;
  }

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
  /// @param result what is waited for: a `FutureTask` or a `CompletableFuture`
  /// @param threads the ids of all threads of its pool
  record Queued(Object result, List<Long> threads) {}

  /// The queued tasks of such pools, by what a thread that waits for the result is parked on. Of
  /// too many, only those are reported for which threads of the pools wait.
  ///
  /// @param platform all platform threads
  IdentityHashMap<Object, Queued> queued(List<Thread> platform)
      throws ReflectiveOperationException {
    IdentityHashMap<Object, Queued> queued = new IdentityHashMap<>();
    List<Thread> waiting = new ArrayList<>();
    int left = MOST_TASKS;
    long pairs = 0;
    for (Map.Entry<ThreadPoolExecutor, List<Thread>> each : byPool(platform).entrySet()) {
      List<Thread> threads = each.getValue();
      if (threads.stream().allMatch(Pools::waits) && !addsThreads(each.getKey(), threads.size())) {
        int before = queued.size();
        List<Long> ids = threads.stream().map(Look::id).toList();
        for (Object one : queues.tasks(queue.get(each.getKey()), left)) {
          left--;
          tasks.add(one, ids, queued);
        }
        pairs += (long) (queued.size() - before) * ids.size();
        waiting.addAll(threads);
      }
    }
    return pairs > MOST_PAIRS ? waitedForBy(waiting, queued) : queued;
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
  IdentityHashMap<ThreadPoolExecutor, List<Thread>> byPool(List<Thread> platform)
      throws ReflectiveOperationException {
    IdentityHashMap<ThreadPoolExecutor, List<Thread>> byPool = new IdentityHashMap<>();
    for (Thread thread : platform) {
      Object within = holder == null ? thread : holder.get(thread);
      Object runs = within == null ? null : task.get(within);
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
