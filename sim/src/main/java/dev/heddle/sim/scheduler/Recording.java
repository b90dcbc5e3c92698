package dev.heddle.sim.scheduler;

import dev.heddle.sim.runs.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses as another one does, and keeps what was chosen.
public final class Recording extends Chooser {
  private final Chooser actual;
  private final List<Decision> decisions = new ArrayList<>();
  private @Nullable Task last;

  public Recording(Chooser actual) {
    this.actual = actual;
    adopt();
  }

  /// What was chosen otherwise than plainly, in order.
  public List<Decision> decisions() {
    return List.copyOf(decisions);
  }

  @Override
  public Task choose(@Nullable Task running, List<Task> ready, long point) {
    Task chosen = actual.choose(running, ready, point);
    adopt();
    if (running != null) {
      if (!chosen.equals(running)) {
        decisions.add(new Decision(running.key, false, running.points, chosen.key));
      }
    } else if (last != null && !chosen.equals(ready.getFirst())) {
      decisions.add(new Decision(last.key, true, last.stops, chosen.key));
    }
    last = chosen;
    return chosen;
  }

  @Override
  long askAt(Task running, long point) {
    return actual.askAt(running, point);
  }

  private void adopt() {
    onArrival = actual.onArrival;
  }

  @Override
  public void started(Task task) {
    actual.started(task);
    adopt();
  }

  @Override
  public void spun(Task task) {
    actual.spun(task);
    adopt();
  }
}
