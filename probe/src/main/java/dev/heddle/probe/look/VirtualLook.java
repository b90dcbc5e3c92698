package dev.heddle.probe.look;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One look at all virtual threads: first at what each waits for, which costs nearly nothing, then
/// at the stacks of as many as the budget allows. Belongs to the looking thread.
///
/// Threads that hold a lock, are mounted or wait for a monitor come first; all others take turns by
/// what they wait for.
final class VirtualLook {
  private static final String URGENT = "urgent";
  private static final int NONE = -1;

  private final Virtual virtual;
  private final Synchronizers synchronizers;
  private final Look look;
  private final Thread[] threads;
  private final boolean[] isDone;
  private final Set<Thread> owners = Collections.newSetFromMap(new IdentityHashMap<>());

  VirtualLook(Virtual virtual, List<Thread> threads, Synchronizers synchronizers, Look look) {
    this.virtual = virtual;
    this.synchronizers = synchronizers;
    this.look = look;
    this.threads = threads.toArray(new Thread[0]);
    this.isDone = new boolean[this.threads.length];
  }

  /// Threads of one kind, in a list through their numbers.
  private static final class Kind {
    int next = NONE;
  }

  /// @return how many stacks were read
  int run() throws IOException, ReflectiveOperationException {
    for (Thread thread : threads) {
      noteRelations(thread);
    }
    int[] next = new int[threads.length];
    Map<Object, Kind> kinds = kinds(next);
    int read = 0;
    Kind urgent = kinds.remove(URGENT);
    while (urgent != null && urgent.next != NONE && look.allowsStack()) {
      readNext(urgent, next);
      read++;
    }
    if (urgent != null && urgent.next != NONE) {
      look.notAllUrgentRead(read);
    }
    look.urgentAreRead();
    while (!kinds.isEmpty() && look.allowsStack()) {
      for (Kind kind : kinds.values()) {
        readNext(kind, next);
        read++;
      }
      kinds.values().removeIf(kind -> kind.next == NONE);
    }
    for (int i = 0; i < threads.length; i++) {
      if (!isDone[i] && (look.tellsIdle() || !isIdle(threads[i]))) {
        add(i, null);
      }
    }
    return read;
  }

  private void noteRelations(Thread thread) throws ReflectiveOperationException {
    Object blocker = LockSupport.getBlocker(thread);
    Thread owner = blocker == null ? null : synchronizers.owner(blocker);
    if (owner != null) {
      owners.add(owner);
    }
    Object termination = virtual.termination(thread);
    if (termination != null) {
      look.joinedBy(termination, thread);
    }
    Thread carrier = virtual.carrier(thread);
    if (carrier != null) {
      look.mountedOn(carrier, thread);
    }
  }

  private Map<Object, Kind> kinds(int[] next) throws ReflectiveOperationException {
    Map<Object, Kind> kinds = new LinkedHashMap<>();
    for (int i = threads.length - 1; i >= 0; i--) {
      Kind kind = kinds.computeIfAbsent(kind(threads[i]), key -> new Kind());
      next[i] = kind.next;
      kind.next = i;
    }
    return kinds;
  }

  /// Equal for threads that take turns.
  private Object kind(Thread thread) throws ReflectiveOperationException {
    String state = virtual.state(thread);
    if (state.endsWith("BLOCKED") || owners.contains(thread) || virtual.carrier(thread) != null) {
      return URGENT;
    }
    Object blocker = LockSupport.getBlocker(thread);
    if (blocker == null) {
      return state;
    }
    return hasOwner(blocker) ? blocker : blocker.getClass();
  }

  private boolean isIdle(Thread thread) throws ReflectiveOperationException {
    Object blocker = LockSupport.getBlocker(thread);
    return switch (virtual.state(thread)) {
      case "PARKED", "TIMED_PARKED", "WAIT", "TIMED_WAIT", "WAITING", "TIMED_WAITING" ->
          blocker == null || !hasOwner(blocker);
      default -> false;
    };
  }

  private boolean hasOwner(Object blocker) throws ReflectiveOperationException {
    return synchronizers.owner(blocker) != null || look.isQueued(blocker);
  }

  private void readNext(Kind kind, int[] next) throws IOException, ReflectiveOperationException {
    int i = kind.next;
    kind.next = next[i];
    add(i, virtual.look(threads[i]));
  }

  private void add(int i, @Nullable ThreadSnapshot snapshot)
      throws IOException, ReflectiveOperationException {
    Thread thread = threads[i];
    isDone[i] = true;
    String state = virtual.state(thread, snapshot);
    if (!state.equals("TERMINATED")) {
      Object blocker = LockSupport.getBlocker(thread);
      look.add(thread, state, virtual.carrier(thread), blocker, snapshot);
    }
  }
}
