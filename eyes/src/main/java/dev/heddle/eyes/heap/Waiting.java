package dev.heddle.eyes.heap;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Tells which threads in a heap dump wait without a time limit to be unparked, and what leads to
/// that. Belongs to one thread.
final class Waiting {
  /// Bits of the JVM's status of a platform thread: parked, and for any time.
  private static final int PARKED_FOR_EVER = 0x200 | 0x10;

  private static final Set<String> SYNCHRONIZERS =
      Set.of(
          "java.util.concurrent.locks.AbstractQueuedSynchronizer",
          "java.util.concurrent.locks.AbstractQueuedLongSynchronizer");

  private static final String CONCURRENT = "java.util.concurrent.";

  private static final String REENTRANT = CONCURRENT + "locks.ReentrantLock$";
  private static final String READ_WRITE = CONCURRENT + "locks.ReentrantReadWriteLock$";

  private final Heap heap;
  private final Map<String, Integer> states;
  private final Set<Long> carriers = new HashSet<>();

  Waiting(Heap heap) {
    this.heap = heap;
    this.states =
        heap.scan().classes.values().stream()
            .filter(type -> type.name().equals(HeapScan.VIRTUAL_THREAD))
            .findFirst()
            .map(HeapClass::numbers)
            .orElse(Map.of());
    for (int i = 0; i < heap.scan().virtualThreads.size(); i++) {
      carriers.add(heap.reference(heap.scan().virtualThreads.get(i), "carrierThread"));
    }
  }

  static boolean isVirtual(Heap heap, long thread) {
    return heap.className(thread).equals(HeapScan.VIRTUAL_THREAD);
  }

  /// Whether it is a virtual thread with a platform thread of its own, as in a JVM without
  /// continuations.
  static boolean isBound(Heap heap, long thread) {
    return heap.className(thread).equals("java.lang.ThreadBuilders$BoundVirtualThread");
  }

  boolean isWaiting(long thread) {
    if (isVirtual(heap, thread)) {
      return isIn(thread, "PARKED") || isIn(thread, "PINNED");
    }
    long holder = heap.reference(thread, "holder"); // JDK 17 has the status in the thread itself
    int status = heap.number(holder == 0 ? thread : holder, "threadStatus");
    return (status & PARKED_FOR_EVER) == PARKED_FOR_EVER && !carriers.contains(thread);
  }

  /// Whether a virtual thread has been started and has not ended.
  boolean isAlive(long virtualThread) {
    return !isIn(virtualThread, "NEW") && !isIn(virtualThread, "TERMINATED");
  }

  /// Whether a virtual thread has a stack.
  boolean hasRun(long virtualThread) {
    return isAlive(virtualThread) && !isIn(virtualThread, "STARTED");
  }

  private boolean isIn(long thread, String state) {
    int suspended = states.getOrDefault("SUSPENDED", 0);
    Integer number = states.get(state);
    return number != null && (heap.number(thread, "state") & ~suspended) == number;
  }

  /// The object that leads to the thread's waker: without it, no thread can wake this one. Those of
  /// the JDK wake their threads themselves; for others, it is the thread, which must be known to be
  /// unparked.
  long key(long thread) {
    long blocker = heap.reference(thread, "parkBlocker");
    boolean isOfJdk =
        heap.className(blocker).startsWith(CONCURRENT) || heap.isA(blocker, SYNCHRONIZERS);
    return isOfJdk ? blocker : thread;
  }

  /// The slot of the thread that holds the lock for which this one waits. Only of locks of the JDK
  /// that no other thread can unlock. -1 if there is none, or if it is not recorded.
  int holder(long thread) {
    long blocker = heap.reference(thread, "parkBlocker");
    String type = heap.className(blocker);
    return type.startsWith(REENTRANT) || type.startsWith(READ_WRITE)
        ? heap.slot(heap.reference(blocker, "exclusiveOwnerThread"))
        : -1;
  }
}
