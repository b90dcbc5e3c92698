package dev.heddle.probe.look;

import dev.heddle.probe.facts.StallKind;
import dev.heddle.probe.facts.WaitKind;
import dev.heddle.probe.look.Pools.Queued;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A look without stacks at all threads of this JVM: only those that wait for another thread, or
/// keep a carrier, are reported. Costs some 100 ns for each thread, and as much for each task in
/// the queue of a pool all of whose threads wait. Belongs to one thread at a time.
public final class Glance implements Supplier<long[]> {
  /// How many numbers describe one thread.
  private static final int WIDTH = 4;

  /// So that a burst of new threads costs nothing.
  private static final int MOST_READY = 64;

  private final Synchronizers synchronizers = new Synchronizers();
  private final @Nullable Pools pools = Pools.find();
  private @Nullable Virtual virtual;
  private IdentityHashMap<Object, Queued> queued = new IdentityHashMap<>();
  private long[] found = new long[WIDTH * 64];
  private int length;

  public Glance() throws ReflectiveOperationException {}

  /// Four numbers for each thread that is reported: that of its [StallKind], its id, the identity
  /// hash of what it waits for or 0, and the id of the thread that has it or 0. Of a platform
  /// thread that waits for a monitor, the third is how often it has done so, which distinguishes
  /// one wait from the next.
  @Override
  public long[] get() {
    length = 0;
    try {
      if (virtual == null) {
        virtual = Virtual.find();
      }
      List<Thread> virtualOnes = virtual == null ? List.of() : Virtual.all();
      IdentityHashMap<Object, Thread> joined = joined(virtual, virtualOnes);
      List<Thread> platform = new ArrayList<>(Platform.all());
      if (virtual == null) {
        platform.addAll(Bound.all());
      }
      if (pools != null) {
        queued = pools.queued(platform);
      }
      for (Thread thread : platform) {
        addPlatform(thread, joined);
      }
      addBlocked(platform);
      if (virtual != null) {
        addVirtual(virtual, virtualOnes, joined);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // all is accessible
    } finally {
      queued = new IdentityHashMap<>(); // they are the program's
    }
    return Arrays.copyOf(found, length);
  }

  /// The threads that others join, by what the others are parked on.
  private static IdentityHashMap<Object, Thread> joined(
      @Nullable Virtual virtual, List<Thread> threads) throws ReflectiveOperationException {
    IdentityHashMap<Object, Thread> joined = new IdentityHashMap<>();
    for (Thread thread : threads) {
      Object termination =
          virtual != null && virtual.is(thread) ? virtual.termination(thread) : null;
      if (termination != null) {
        joined.put(termination, thread);
      }
    }
    return joined;
  }

  private void addPlatform(Thread thread, IdentityHashMap<Object, Thread> joined)
      throws ReflectiveOperationException {
    if (thread.getState() == Thread.State.WAITING) {
      addParked(thread, joined);
    }
  }

  private void addBlocked(List<Thread> threads) {
    for (ThreadInfo thread : Platform.blocked(threads)) {
      long owner = Math.max(0, thread.getLockOwnerId());
      add(StallKind.MONITOR, thread.getThreadId(), thread.getBlockedCount(), owner);
    }
  }

  private void addVirtual(
      Virtual virtual, List<Thread> threads, IdentityHashMap<Object, Thread> joined)
      throws ReflectiveOperationException {
    int ready = 0;
    for (Thread thread : threads) {
      if (!virtual.is(thread)) {
        continue;
      }
      boolean isMounted = virtual.carrier(thread) != null;
      switch (virtual.state(thread)) {
        case "BLOCKED" -> add(StallKind.MONITOR, thread, null, 0);
        case "PARKED", "PINNED", "TIMED_PINNED", "WAITING" -> {
          if (isMounted) {
            add(StallKind.PINNED, thread, LockSupport.getBlocker(thread), 0);
          }
          addParked(thread, joined);
        }
        case "UNPARKED", "UNBLOCKED", "YIELDED", "STARTED" -> {
          if (ready++ < MOST_READY) {
            add(StallKind.READY, thread, null, 0);
          }
        }
        default -> {
          if (isMounted) {
            addMounted(thread);
          }
        }
      }
    }
  }

  private void addMounted(Thread thread) {
    add(StallKind.MOUNTED, thread, null, 0);
    if (thread.getState() == Thread.State.BLOCKED) { // its carrier is
      add(StallKind.MONITOR, thread, null, 0);
      add(StallKind.PINNED, thread, null, 0);
    }
  }

  /// If it waits for another thread, as far as that is recorded.
  private void addParked(Thread thread, IdentityHashMap<Object, Thread> joined)
      throws ReflectiveOperationException {
    Object blocker = LockSupport.getBlocker(thread);
    if (blocker == null) {
      return;
    }
    Thread target = joined.get(blocker);
    Thread owner = target == null ? synchronizers.owner(blocker) : target;
    Queued task = queued.get(blocker);
    WaitKind kind = target == null ? Synchronizers.kind(blocker) : WaitKind.JOIN;
    if (owner != null) {
      StallKind as =
          kind == WaitKind.JOIN
              ? StallKind.JOIN
              : kind == WaitKind.TASK ? StallKind.TASK : StallKind.LOCK;
      add(as, thread, blocker, Look.id(owner));
    } else if (kind == WaitKind.READ_WRITE_LOCK && synchronizers.hasReaders(blocker)) {
      add(StallKind.LOCK, thread, blocker, 0);
    } else if (task != null) {
      add(StallKind.TASK, thread, blocker, task.threads().get(0));
    } else if (kind == WaitKind.SEMAPHORE || kind == WaitKind.STAMPED_LOCK) {
      add(StallKind.PERMIT, thread, blocker, 0);
    }
  }

  private void add(StallKind kind, Thread thread, @Nullable Object on, long owner) {
    add(kind, Look.id(thread), on == null ? 0 : System.identityHashCode(on), owner);
  }

  private void add(StallKind kind, long thread, long on, long owner) {
    if (length == found.length) {
      found = Arrays.copyOf(found, 2 * length);
    }
    found[length++] = kind.number();
    found[length++] = thread;
    found[length++] = on;
    found[length++] = owner;
  }
}
