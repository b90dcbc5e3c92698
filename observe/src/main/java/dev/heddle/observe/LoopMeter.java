package dev.heddle.observe;

import dev.heddle.LoopView;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How much of their time event loops compute: their threads' processor time, which the system
/// counts anyway. Sampling belongs to the observer's thread; any thread may read the loads.
final class LoopMeter {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Map<Thread, Long> lastCpu = new HashMap<>();
  private final Map<Thread, Double> loads = new ConcurrentHashMap<>();
  private long lastLook;

  void look(List<LoopView> loops, long now) {
    double passed = Math.max(1, now - lastLook);
    lastLook = now;
    for (LoopView loop : loops) {
      Thread thread = loop.thread();
      long cpu = threads.getThreadCpuTime(thread.threadId()); // -1 once it has ended
      Long before = lastCpu.put(thread, cpu);
      loads.put(thread, before == null || cpu < before ? 0 : Math.min(1, (cpu - before) / passed));
    }
    var alive = loops.stream().map(LoopView::thread).toList();
    lastCpu.keySet().retainAll(alive);
    loads.keySet().retainAll(alive);
  }

  /// From 0 to 1.
  double load(LoopView loop) {
    return loads.getOrDefault(loop.thread(), 0.0);
  }
}
