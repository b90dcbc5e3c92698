package dev.heddle.eyes;

import dev.heddle.probe.facts.StallKind;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/// Threads that may be in each other's way, as a glance has shown them, without stacks. A thread
/// that two glances show alike is worth a look. Immutable.
public final class Stalls {
  /// Shows nothing.
  public static final Stalls NONE = new Stalls(Set.of());

  private static final int WIDTH = 4;

  /// @param on the identity hash of what it waits for; of a platform thread at a monitor, how often
  ///   it has waited for one; 0 if that is not known
  /// @param owner the id of the thread that has it; 0 if that is not known
  record Stall(StallKind kind, long thread, long on, long owner) {}

  private final Set<Stall> all;

  Stalls(Set<Stall> all) {
    this.all = all;
  }

  /// @param numbers as the look's `Glance` gives them
  static Stalls of(long[] numbers) {
    Set<Stall> all = new HashSet<>();
    for (int i = 0; i < numbers.length; i += WIDTH) {
      StallKind kind = StallKind.of(numbers[i]);
      all.add(new Stall(kind, numbers[i + 1], numbers[i + 2], numbers[i + 3]));
    }
    return new Stalls(all);
  }

  /// Platform threads that wait for each other, as the JVM has found by itself.
  static Stalls ofDeadlocked(long[] threads) {
    Set<Stall> all = new HashSet<>();
    for (long thread : threads) {
      all.add(new Stall(StallKind.MONITOR, thread, 0, 0));
    }
    return new Stalls(all);
  }

  Set<Stall> all() {
    return all;
  }

  /// Those that the other glance shows as well.
  public Stalls in(Stalls other) {
    return only(other.all::contains);
  }

  /// Those that the other does not show.
  public Stalls notIn(Stalls other) {
    return only(stall -> !other.all.contains(stall));
  }

  /// These, and those of the other.
  public Stalls and(Stalls other) {
    Set<Stall> both = new HashSet<>(all);
    both.addAll(other.all);
    return new Stalls(both);
  }

  /// Those that wait for a lock or a monitor of which the owner is known, so that one long wait
  /// does not look like many short ones.
  public Stalls forLocks() {
    return only(stall ->
        (stall.kind == StallKind.LOCK || stall.kind == StallKind.MONITOR) && stall.owner != 0);
  }

  /// Those that keep their carriers while they wait.
  public Stalls pinned() {
    return only(stall -> stall.kind == StallKind.PINNED);
  }

  /// Those on carriers, if others could run and have none; else none.
  public Stalls onCarriers() {
    boolean hasReady = all.stream().anyMatch(stall -> stall.kind == StallKind.READY);
    return hasReady
        ? only(stall -> stall.kind == StallKind.MOUNTED || stall.kind == StallKind.PINNED)
        : NONE;
  }

  /// Those that may wait for each other: each waits for another one of these, or for what may be
  /// another one's.
  public Stalls inCycles() {
    Stalls left = only(stall -> stall.kind.isWait());
    while (true) {
      Set<Long> threads = left.threads();
      Set<Long> owners = new HashSet<>();
      left.all.forEach(stall -> owners.add(stall.owner));
      Stalls next =
          left.only(stall ->
              switch (stall.kind) {
                case PERMIT -> owners.contains(stall.thread);
                case MONITOR -> true; // its owner may be a carrier's virtual thread
                default -> stall.owner == 0 || threads.contains(stall.owner);
              });
      if (next.all.size() == left.all.size()) {
        return left;
      }
      left = next;
    }
  }

  /// Their ids.
  public Set<Long> threads() {
    Set<Long> threads = new HashSet<>();
    all.forEach(stall -> threads.add(stall.thread));
    return threads;
  }

  /// Those of the threads with these ids.
  public Stalls of(Set<Long> threads) {
    return only(stall -> threads.contains(stall.thread));
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  private Stalls only(Predicate<Stall> condition) {
    Set<Stall> some = new HashSet<>();
    for (Stall stall : all) {
      if (condition.test(stall)) {
        some.add(stall);
      }
    }
    return new Stalls(some);
  }
}
