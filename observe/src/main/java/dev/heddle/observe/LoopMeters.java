package dev.heddle.observe;

import dev.heddle.LoopView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The meters of the event loops that there are: loops start with their engine's first user, and
/// end with its last. Thread-safe.
final class LoopMeters {
  private final MeterRegistry registry;
  private final Observer observer;
  private final Map<LoopView, Meters> meters = new HashMap<>(); // guarded by this
  private boolean closed; // likewise

  LoopMeters(MeterRegistry registry, Observer observer) {
    this.registry = registry;
    this.observer = observer;
  }

  /// Has meters for these loops, and for no others.
  synchronized void update(List<LoopView> loops) {
    if (closed) {
      return;
    }
    Set<LoopView> gone = new HashSet<>(meters.keySet());
    loops.forEach(gone::remove);
    for (LoopView loop : gone) {
      Meters old = meters.remove(loop);
      if (old != null) {
        old.remove();
      }
    }
    loops.forEach(loop -> meters.computeIfAbsent(loop, this::register));
  }

  private Meters register(LoopView loop) {
    var added = new Meters(registry, Tags.of("loop", loop.name(), "poller", loop.poller()));
    added.gauge(
        "heddle.loop.load",
        "ratio",
        "Share of the last second that the loop computed",
        () -> observer.load(loop));
    added.gauge("heddle.loop.threads", "", "Virtual threads that the loop carries", loop::threads);
    added.nanos(
        "heddle.loop.longest.stall",
        "Longest time without a turn",
        () -> observer.longestStallNanos(loop));
    return added;
  }

  synchronized void close() {
    update(List.of());
    closed = true;
  }
}
