package dev.heddle.probe.look;

import dev.heddle.probe.facts.FactsWriter;
import dev.heddle.probe.facts.WaitKind;
import dev.heddle.probe.look.Closings.Closing;
import dev.heddle.probe.look.Pools.Queued;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which threads run the tasks for whose end a thread waits: one that joins or closes a
/// `StructuredTaskScope`, closes an executor, or waits in `invokeAny` for tasks in a queue. Its
/// stack shows that it does. Belongs to the looking thread.
final class AwaitedTasks {
  /// How far from the top a frame is significant.
  private static final int DEPTH = 16;

  /// A wait for more threads than that is left as it is.
  private static final int MOST_THREADS = 1_000;

  private static final String FLOCK = "jdk.internal.misc.ThreadFlock";
  private static final String EXECUTOR = "java.util.concurrent.AbstractExecutorService";
  private static final String SCOPE = "java.util.concurrent.StructuredTaskScope@";

  private final FactsWriter out;
  private final WaitNumbers numbers;
  private final @Nullable Pools pools;
  private final List<Thread> all;
  private final IdentityHashMap<Object, Queued> queued;
  private @Nullable Scopes scopes; // these three are sought when a thread waits for one
  private @Nullable Closings closings;
  private @Nullable AnyResults results;
  private boolean areResultsSought;
  private boolean areScopesSought;
  private boolean areClosingsSought;

  /// @param queued the tasks in queues of pools, by what a thread is parked on that waits for one
  AwaitedTasks(
      FactsWriter out,
      WaitNumbers numbers,
      @Nullable Pools pools,
      List<Thread> all,
      IdentityHashMap<Object, Queued> queued) {
    this.out = out;
    this.numbers = numbers;
    this.pools = pools;
    this.all = all;
    this.queued = queued;
  }

  /// The number of this wait; -1 if it is none of those.
  ///
  /// @param blocker what the thread is parked on; null if nothing
  int number(Thread thread, List<StackTraceElement> stack, @Nullable Object blocker)
      throws IOException, ReflectiveOperationException {
    for (StackTraceElement frame : stack.subList(0, Math.min(DEPTH, stack.size()))) {
      String type = frame.getClassName();
      String method = frame.getMethodName();
      if (type.equals(FLOCK) && blocker == null) {
        return ofScope(thread, method);
      }
      if (method.equals("close") && blocker != null && isExecutor(type)) {
        return ofExecutor(blocker);
      }
      if (method.equals("doInvokeAny") && blocker != null && type.equals(EXECUTOR)) {
        return ofAnyResult(blocker);
      }
    }
    return -1;
  }

  private int ofScope(Thread thread, String method)
      throws IOException, ReflectiveOperationException {
    if (!areScopesSought) {
      areScopesSought = true;
      scopes = Scopes.find();
    }
    if (scopes == null) {
      return -1;
    }
    String name = SCOPE + Integer.toHexString(System.identityHashCode(thread));
    return switch (method) {
      case "close" -> number(WaitKind.TASKS, name, scopes.closing(thread));
      case "awaitAll" -> number(WaitKind.SUBTASKS, name, scopes.joining(thread));
      default -> -1;
    };
  }

  private int ofExecutor(Object blocker) throws IOException, ReflectiveOperationException {
    if (!areClosingsSought) {
      areClosingsSought = true;
      closings = pools == null ? null : Closings.find(pools, all);
    }
    Closing closing = closings == null ? null : closings.of(blocker);
    return closing == null
        ? -1
        : number(WaitKind.TASKS, Inside.name(closing.executor()), closing.threads());
  }

  private int ofAnyResult(Object blocker) throws IOException, ReflectiveOperationException {
    if (!areResultsSought) {
      areResultsSought = true;
      results = AnyResults.find(queued);
    }
    Queued task = results == null ? null : results.of(blocker);
    if (task == null) {
      return -1;
    }
    int number = numbers.next();
    out.waitFor(number, WaitKind.QUEUED, Inside.name(task.result()), "", task.threads());
    return number;
  }

  private static boolean isExecutor(String type) {
    return switch (type) {
      case "java.util.concurrent.ExecutorService",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadPerTaskExecutor" ->
          true;
      default -> false;
    };
  }

  private int number(WaitKind kind, String name, List<Thread> threads) throws IOException {
    if (threads.isEmpty() || threads.size() > MOST_THREADS) {
      return -1;
    }
    var ids = new TreeSet<Long>();
    threads.forEach(one -> ids.add(Look.id(one)));
    int number = numbers.next();
    out.waitFor(number, kind, name, "", ids);
    return number;
  }
}
