package dev.heddle.eyes.heap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/// Follows references from all that can still act. A waiting thread is left out until something
/// leads to what it waits for; then its stack is followed, too. One that waits for a lock which
/// another thread holds is left out until that one can act, too. Those that are still left out in
/// the end are never woken. Belongs to one thread.
final class Reach {
  private final Heap heap;
  private final BitSet seen = new BitSet();
  private final LongList todo = new LongList();

  /// Slots of the threads that are left out.
  private final BitSet suspects = new BitSet();

  /// The threads that are left out, by the slot of what must be reached to wake them.
  private final Map<Integer, List<HeapThread>> waiters = new HashMap<>();

  private final BitSet keys = new BitSet();

  /// The threads that wait for a lock of a thread that is left out itself or has ended, by its
  /// slot.
  private final Map<Integer, List<HeapThread>> behind = new HashMap<>();

  /// Slots of the threads that have not ended.
  private final BitSet alive = new BitSet();

  private final Waiting waiting;

  private Reach(Heap heap) {
    this.heap = heap;
    this.waiting = new Waiting(heap);
  }

  /// @param moved whether a thread is known to have continued since
  static Ends ends(Heap heap, LongPredicate moved) {
    return new Reach(heap).ends(moved);
  }

  private Ends ends(LongPredicate moved) {
    List<HeapThread> all = new ArrayList<>();
    var withStacks = new BitSet();
    for (HeapThread thread : heap.scan().threads.values()) {
      int slot = heap.slot(thread.id);
      if (slot >= 0) {
        withStacks.set(slot);
        alive.set(slot);
      }
      if (slot >= 0
          && waiting.isWaiting(thread.id)
          && !moved.test(heap.longNumber(thread.id, "tid"))) {
        int key = heap.slot(waiting.key(thread.id));
        suspects.set(slot);
        keys.set(key);
        waiters.computeIfAbsent(key, number -> new ArrayList<>()).add(thread);
        all.add(thread);
      } else {
        reach(thread.id);
        reach(thread.references);
      }
    }
    int unseen = reachThreadsWithoutStack(withStacks);
    reach(heap.scan().roots);
    follow();
    List<NeverWoken> never = unseen > 0 ? List.of() : never(all);
    return new Ends(heap.size(), seen.cardinality(), all.size(), unseen, never);
  }

  /// How many of them should have one.
  private int reachThreadsWithoutStack(BitSet withStacks) {
    int unseen = 0;
    LongList virtual = heap.scan().virtualThreads;
    for (int i = 0; i < virtual.size(); i++) {
      long thread = virtual.get(i);
      if (!withStacks.get(heap.slot(thread)) && waiting.isAlive(thread)) {
        reach(thread);
        alive.set(heap.slot(thread));
        unseen += waiting.hasRun(thread) ? 1 : 0;
      }
    }
    return unseen;
  }

  private void reach(LongList ids) {
    for (int i = 0; i < ids.size(); i++) {
      reach(ids.get(i));
    }
  }

  private void reach(long id) {
    int slot = heap.slot(id);
    if (slot >= 0 && !seen.get(slot)) {
      seen.set(slot);
      todo.add(slot);
    }
  }

  private void follow() {
    while (todo.size() > 0) {
      int slot = (int) todo.removeLast();
      heap.references(slot, !suspects.get(slot), this::reach);
      if (keys.get(slot)) {
        waiters.getOrDefault(slot, List.of()).forEach(this::isLedTo);
      }
    }
  }

  /// Something leads to what this thread waits for. If a thread holds it, that one must act first.
  private void isLedTo(HeapThread thread) {
    int holder = waiting.holder(thread.id);
    if (isLost(holder)) {
      behind.computeIfAbsent(holder, slot -> new ArrayList<>()).add(thread);
    } else {
      canBeWoken(thread);
    }
  }

  private boolean isLost(int thread) {
    return thread >= 0 && (suspects.get(thread) || !alive.get(thread));
  }

  private void canBeWoken(HeapThread thread) {
    int slot = heap.slot(thread.id);
    if (suspects.get(slot)) {
      suspects.clear(slot);
      seen.set(slot);
      todo.add(slot); // again, if it was reached before: now with what it uses itself
      reach(thread.references);
      List<HeapThread> next = behind.remove(slot);
      if (next != null) {
        next.forEach(this::canBeWoken);
      }
    }
  }

  private List<NeverWoken> never(List<HeapThread> all) {
    Map<StackTraceElement, StackTraceElement> frames = new HashMap<>();
    List<NeverWoken> never = new ArrayList<>();
    for (HeapThread thread : all) {
      if (suspects.get(heap.slot(thread.id))) {
        long blocker = heap.reference(thread.id, "parkBlocker");
        long owner = heap.reference(blocker, "exclusiveOwnerThread");
        never.add(
            new NeverWoken(
                heap.longNumber(thread.id, "tid"),
                heap.string(heap.reference(thread.id, "name")),
                Waiting.isVirtual(heap, thread.id) || Waiting.isBound(heap, thread.id),
                heap.className(blocker),
                heap.longNumber(owner, "tid"),
                isLost(waiting.holder(thread.id)),
                heap.stack(thread).stream()
                    .map(frame -> frames.computeIfAbsent(frame, same -> same))
                    .toList()));
      }
    }
    return never;
  }
}
