package dev.heddle.sim.scheduler;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Each thread has a random priority, and the highest runs; at `depth - 1` points the running
/// thread falls below all others. A bug that needs `depth` orderings is found with a known
/// probability: one in threads × points ^ (depth - 1). (PCT: S. Burckhardt et al., "A Randomized
/// Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010.)
///
/// Two threads that run for as long as a third lets them would keep that one from running for ever.
/// So a world that has passed twice as many points as expected continues as a random walk.
public final class PriorityChanges extends Chooser {
  private static final int ABOVE_CHANGES = 1000;

  private final long seed;
  private final RandomWalk fair;
  private final long fairFrom;
  private final long[] changes;
  private int changed;
  private int lowest;
  private long drawn;

  /// @param points about how many points the world has: more find less, fewer miss the end
  public PriorityChanges(long seed, int depth, long points) {
    this.seed = seed;
    this.fair = new RandomWalk(seed, 8);
    this.fairFrom = 2 * points;
    this.changes = new long[depth - 1];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = 1 + Long.remainderUnsigned(draw(), points);
    }
    Arrays.sort(changes);
    onArrival = true;
    askAt = next();
  }

  @Override
  public void started(Task task) {
    task.priority = ABOVE_CHANGES + (int) (draw() & 0x3FFF_FFFF);
  }

  @Override
  public void spun(Task task) {
    if ((draw() & 3) == 0) { // not always: it may not wait for another after all
      task.priority = --lowest;
    }
  }

  @Override
  public Task choose(@Nullable Task running, List<Task> ready, long point) {
    if (point >= fairFrom) {
      Task next = fair.choose(running, ready, point);
      askAt = fair.askAt;
      return next;
    }
    while (changed < changes.length && point >= changes[changed]) {
      if (running != null) {
        running.priority = changes.length - changed;
      }
      changed++;
    }
    askAt = next();
    Task best = running;
    for (int i = 0; i < ready.size(); i++) {
      Task task = ready.get(i);
      if (best == null || task.priority > best.priority) {
        best = task;
      }
    }
    return best == null ? ready.getFirst() : best;
  }

  private long next() {
    return changed < changes.length ? changes[changed] : fairFrom;
  }

  private long draw() {
    return Chance.draw(seed, 0x504354L, drawn++);
  }
}
