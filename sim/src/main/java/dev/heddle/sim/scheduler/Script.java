package dev.heddle.sim.scheduler;

import dev.heddle.sim.runs.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Follows decisions, and chooses plainly otherwise.
public final class Script extends Chooser {
  // For each thread, by its key: which thread runs next, by how many points it has passed, and by
  // how often it has stopped.
  private final Map<Long, NavigableMap<Long, Long>> atPoints = new HashMap<>();
  private final Map<Long, NavigableMap<Long, Long>> atStops = new HashMap<>();
  private @Nullable Task last;

  public Script(List<Decision> decisions) {
    for (Decision decision : decisions) {
      (decision.stopped() ? atStops : atPoints)
          .computeIfAbsent(decision.task(), key -> new TreeMap<>())
          .put(decision.count(), decision.chosen());
    }
  }

  @Override
  long askAt(Task running, long point) {
    NavigableMap<Long, Long> own = atPoints.get(running.key);
    Long next = own == null ? null : own.ceilingKey(running.points);
    return next == null ? Long.MAX_VALUE : point + next - running.points;
  }

  @Override
  public Task choose(@Nullable Task running, List<Task> ready, long point) {
    Task plain = running == null ? ready.getFirst() : running;
    Task chosen = plain;
    if (running != null) {
      chosen = decided(atPoints.get(running.key), running.points, ready, plain);
    } else if (last != null) {
      chosen = decided(atStops.get(last.key), last.stops, ready, plain);
    }
    last = chosen;
    return chosen;
  }

  private static Task decided(
      @Nullable NavigableMap<Long, Long> decisions, long count, List<Task> ready, Task plain) {
    Long key = decisions == null ? null : decisions.get(count);
    if (key != null) {
      for (Task task : ready) {
        if (task.key == key) {
          return task;
        }
      }
    }
    return plain;
  }
}
