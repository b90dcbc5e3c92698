package dev.heddle.probe.look;

import dev.heddle.probe.facts.FactsWriter;
import dev.heddle.probe.facts.WaitKind;
import dev.heddle.probe.look.Closings.Closing;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which threads run the tasks for whose end a thread waits: one that joins or closes a
/// `StructuredTaskScope`, or closes an executor. Its stack shows that it does. Belongs to the
/// looking thread.
final class AwaitedTasks {
  /// How far from the top a frame is significant.
  private static final int DEPTH = 16;

  /// A wait for more threads than that is left as it is.
  private static final int MOST_THREADS = 1_000;

  private static final String FLOCK = "jdk.internal.misc.ThreadFlock";
  private static final String SCOPE = "java.util.concurrent.StructuredTaskScope@";

  private final FactsWriter out;
  private final WaitNumbers numbers;
  private final @Nullable Pools pools;
  private final List<Thread> platform;
  private @Nullable Scopes scopes; // these two are sought when a thread waits for one
  private @Nullable Closings closings;
  private boolean areScopesSought;
  private boolean areClosingsSought;

  AwaitedTasks(FactsWriter out, WaitNumbers numbers, @Nullable Pools pools, List<Thread> platform) {
    this.out = out;
    this.numbers = numbers;
    this.pools = pools;
    this.platform = platform;
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
      closings = pools == null ? null : Closings.find(pools, platform);
    }
    Closing closing = closings == null ? null : closings.of(blocker);
    return closing == null
        ? -1
        : number(WaitKind.TASKS, Inside.name(closing.executor()), closing.threads());
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
