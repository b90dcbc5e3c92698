package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Finds thread pools in which no thread is free and none will be added: a task in their queue
/// begins only once one of their threads goes on. Only the JDK's `ThreadPoolExecutor` with platform
/// threads, and queues of the JDK, since those of others may do anything when they are asked.
/// Stateless.
final class Pools {
  private static final String PACKAGE = "java.util.concurrent.";

  /// How many queued tasks are looked at, in all pools.
  private static final int MOST_TASKS = 10_000;

  /// A queue with room for that many more is never full.
  private static final int UNBOUNDED = 1 << 30;

  private static final int COUNT_MASK = (1 << 29) - 1;

  private final Class<?> worker = Class.forName(PACKAGE + "ThreadPoolExecutor$Worker");
  private final Field pool = field(worker, "this$0");
  private final Field core = field(ThreadPoolExecutor.class, "corePoolSize");
  private final Field most = field(ThreadPoolExecutor.class, "maximumPoolSize");
  private final Field control = field(ThreadPoolExecutor.class, "ctl");
  private final Field queue = field(ThreadPoolExecutor.class, "workQueue");
  private final @Nullable Field holder; // none before JDK 19
  private final Field task;
  private final QueuedTasks tasks = new QueuedTasks();

  Pools() throws ReflectiveOperationException {
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

  /// A task that waits for a thread.
  ///
  /// @param result what is waited for: a `FutureTask` or a `CompletableFuture`
  /// @param threads all threads of its pool
  record Queued(Object result, List<Thread> threads) {}

  /// The queued tasks of such pools, by what a thread that waits for the result is parked on.
  ///
  /// @param platform all platform threads
  IdentityHashMap<Object, Queued> queued(List<Thread> platform)
      throws ReflectiveOperationException {
    IdentityHashMap<Object, Queued> queued = new IdentityHashMap<>();
    for (Map.Entry<ThreadPoolExecutor, List<Thread>> each : byPool(platform).entrySet()) {
      List<Thread> threads = each.getValue();
      var waiting = (BlockingQueue<?>) queue.get(each.getKey());
      if (threads.stream().allMatch(Pools::waits)
          && waiting.getClass().getName().startsWith(PACKAGE)
          && !addsThreads(each.getKey(), threads.size(), waiting)) {
        for (Object one : waiting) {
          if (queued.size() >= MOST_TASKS) {
            return queued;
          }
          tasks.add(one, threads, queued);
        }
      }
    }
    return queued;
  }

  private IdentityHashMap<ThreadPoolExecutor, List<Thread>> byPool(List<Thread> platform)
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
  private boolean addsThreads(ThreadPoolExecutor of, int found, BlockingQueue<?> waiting)
      throws ReflectiveOperationException {
    int count = ((AtomicInteger) control.get(of)).get() & COUNT_MASK;
    boolean isFull = found >= most.getInt(of);
    return count != found
        || found < core.getInt(of)
        || (!isFull && waiting.remainingCapacity() < UNBOUNDED);
  }
}
