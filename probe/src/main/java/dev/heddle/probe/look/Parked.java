package dev.heddle.probe.look;

import dev.heddle.probe.facts.FactsWriter;
import dev.heddle.probe.facts.WaitKind;
import dev.heddle.probe.look.Pools.Queued;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What threads are parked on, each object once. Belongs to the looking thread.
///
/// Some are made for one wait each and say nothing, such as those of `CompletableFuture`: these
/// count as one for each class.
final class Parked {
  private static final int MOST_OBJECTS = 10_000;
  private static final String OF_FUTURE = "java.util.concurrent.CompletableFuture$Signaller";

  private final IdentityHashMap<Object, Integer> objects = new IdentityHashMap<>();
  private final Map<Class<?>, Integer> classes = new HashMap<>();
  private final WaitNumbers numbers;
  private final Synchronizers synchronizers;
  private IdentityHashMap<Object, Queued> queued = new IdentityHashMap<>();

  Parked(WaitNumbers numbers, Synchronizers synchronizers) {
    this.numbers = numbers;
    this.synchronizers = synchronizers;
  }

  /// To be called before all others.
  ///
  /// @param tasks by what a thread is parked on that waits for one
  void queued(IdentityHashMap<Object, Queued> tasks) {
    queued = tasks;
  }

  boolean isQueued(Object blocker) {
    return queued.containsKey(blocker);
  }

  /// The number of the wait for this.
  int number(Object blocker) {
    boolean hasItsOwn =
        (blocker.getClass().getName().equals(OF_FUTURE) && !isQueued(blocker))
            || (objects.size() >= MOST_OBJECTS && !objects.containsKey(blocker));
    return hasItsOwn
        ? classes.computeIfAbsent(blocker.getClass(), type -> numbers.next())
        : objects.computeIfAbsent(blocker, object -> numbers.next());
  }

  /// @param forked what threads run
  /// @param terminations the threads that others join, by what the others are parked on
  /// @param pools null if they are not known
  void write(
      FactsWriter out,
      List<Thread> threads,
      Forked forked,
      IdentityHashMap<Object, Thread> terminations,
      @Nullable Pools pools)
      throws IOException, ReflectiveOperationException {
    for (Map.Entry<Class<?>, Integer> type : classes.entrySet()) {
      boolean isFuture = type.getKey().getName().equals(OF_FUTURE);
      String name = isFuture ? "java.util.concurrent.CompletableFuture" : type.getKey().getName();
      out.waitFor(
          type.getValue(), isFuture ? WaitKind.FUTURE : WaitKind.OTHER, name, "", List.of());
    }
    List<Object> readLocks = new ArrayList<>(objects.keySet());
    readLocks.removeIf(object -> !synchronizers.hasReaders(object));
    IdentityHashMap<Object, Set<Long>> readers = synchronizers.readers(readLocks, threads);
    for (Map.Entry<Object, Integer> object : objects.entrySet()) {
      int number = object.getValue();
      Thread ends = terminations.get(object.getKey());
      Queued task = queued.get(object.getKey());
      Set<Long> runners = runners(object.getKey(), forked, threads, pools);
      if (ends != null) {
        out.waitFor(number, WaitKind.JOIN, Inside.name(ends), "", List.of(Look.id(ends)));
      } else if (task != null && synchronizers.owner(object.getKey()) == null) {
        out.waitFor(number, WaitKind.QUEUED, Inside.name(task.result()), "", task.threads());
      } else if (!runners.isEmpty()) {
        out.waitFor(number, WaitKind.FORKED, Inside.name(object.getKey()), "", runners);
      } else {
        synchronizers.write(
            out, number, object.getKey(), readers.getOrDefault(object.getKey(), Set.of()));
      }
    }
  }

  /// The threads that may run this task of a fork-join pool, which does not record its runner. One
  /// that waits for it runs others. None if no thread may have begun it: another task of its class
  /// says nothing then.
  @SuppressWarnings("ReferenceEquality")
  private Set<Long> runners(Object task, Forked forked, List<Thread> threads, @Nullable Pools pools)
      throws ReflectiveOperationException {
    if (!(task instanceof ForkJoinTask) || synchronizers.recordsRunner(task)) {
      return Set.of();
    }
    Set<Long> runners = forked.runners(task);
    if (!runners.isEmpty() && (pools == null || pools.mayBeQueued(task, threads))) {
      return Set.of();
    }
    for (Thread thread : runners.isEmpty() ? List.<Thread>of() : threads) {
      if (LockSupport.getBlocker(thread) == task) {
        runners.remove(Look.id(thread));
      }
    }
    return runners;
  }
}
