package dev.heddle.sim.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Follows decisions, and chooses plainly otherwise.
public final class Script extends Chooser {
  private final Map<When, Long> decisions = new HashMap<>();

  /// At which of its points a thread is to be preempted, by its key.
  private final Map<Long, NavigableSet<Long>> points = new HashMap<>();

  private @Nullable Task last;

  private record When(long task, boolean stopped, long count) {}

  public Script(List<Decision> decisions) {
    for (Decision decision : decisions) {
      this.decisions.put(
          new When(decision.task(), decision.stopped(), decision.count()), decision.chosen());
      if (!decision.stopped()) {
        points.computeIfAbsent(decision.task(), key -> new TreeSet<>()).add(decision.count());
      }
    }
  }

  @Override
  long askAt(Task running, long point) {
    NavigableSet<Long> own = points.get(running.key);
    Long next = own == null ? null : own.ceiling(running.points);
    return next == null ? Long.MAX_VALUE : point + next - running.points;
  }

  @Override
  public Task choose(@Nullable Task running, List<Task> ready, long point) {
    Task plain = running == null ? ready.getFirst() : running;
    Task chosen = plain;
    if (running != null) {
      chosen = decided(new When(running.key, false, running.points), ready, plain);
    } else if (last != null) {
      chosen = decided(new When(last.key, true, last.stops), ready, plain);
    }
    last = chosen;
    return chosen;
  }

  private Task decided(When when, List<Task> ready, Task plain) {
    Long key = decisions.get(when);
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
