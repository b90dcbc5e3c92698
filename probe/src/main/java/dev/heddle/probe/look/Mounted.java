package dev.heddle.probe.look;

import dev.heddle.probe.facts.FactsWriter;
import dev.heddle.probe.facts.WaitKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/// Which virtual threads are on which carriers, and the pools that have no carrier left. Belongs to
/// the looking thread.
final class Mounted {
  private final Map<Long, Long> byCarrier = new HashMap<>();
  private final IdentityHashMap<ForkJoinPool, List<Long>> byPool = new IdentityHashMap<>();
  private final IdentityHashMap<ForkJoinPool, Integer> waits = new IdentityHashMap<>();
  private final WaitNumbers numbers;

  Mounted(WaitNumbers numbers) {
    this.numbers = numbers;
  }

  /// To be called for all of them before the other methods.
  void add(Thread virtual, Thread carrier) {
    byCarrier.put(Look.id(carrier), Look.id(virtual));
    if (carrier instanceof ForkJoinWorkerThread worker) {
      byPool.computeIfAbsent(worker.getPool(), key -> new ArrayList<>()).add(Look.id(virtual));
    }
  }

  /// The ids of all virtual threads that are mounted.
  Collection<Long> all() {
    return byCarrier.values();
  }

  /// The id of the virtual thread on this carrier; the same id if the thread is no carrier. The JDK
  /// says of a monitor that the carrier has it.
  long on(long thread) {
    return byCarrier.getOrDefault(thread, thread);
  }

  /// The number of the wait for a carrier of this pool; -1 if the pool may have a free one. A pool
  /// has at least as many carriers as may run at a time, and more while some of them wait.
  int number(ForkJoinPool pool) {
    List<Long> taken = byPool.getOrDefault(pool, List.of());
    boolean isFull = taken.size() >= Math.max(pool.getParallelism(), pool.getPoolSize());
    return isFull ? waits.computeIfAbsent(pool, key -> numbers.next()) : -1;
  }

  void write(FactsWriter out) throws IOException {
    for (Map.Entry<ForkJoinPool, Integer> wait : waits.entrySet()) {
      List<Long> taken = byPool.getOrDefault(wait.getKey(), List.of());
      out.waitFor(wait.getValue(), WaitKind.CARRIER, Inside.name(wait.getKey()), "", taken);
    }
  }
}
