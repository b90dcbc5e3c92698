package dev.heddle.sim.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Each thread has the same chance, at every point or at one in a number of points. Few switches
/// find what needs a long stretch of one thread; many find what needs two to interleave closely.
public final class RandomWalk extends Chooser {
  private final long seed;
  private final int every;
  private long drawn;

  /// @param every a switch is possible at one in this many points, on average
  public RandomWalk(long seed, int every) {
    this.seed = seed;
    this.every = every;
    this.askAt = every == 1 ? 0 : below(2 * every);
  }

  @Override
  public Task choose(@Nullable Task running, List<Task> ready, long point) {
    askAt = every == 1 ? 0 : point + 1 + below(2 * every);
    int count = ready.size();
    if (running == null) {
      return ready.get(count == 1 ? 0 : below(count));
    }
    int index = below(count + 1);
    return index == count ? running : ready.get(index);
  }

  private int below(int bound) {
    return (int) Long.remainderUnsigned(Chance.draw(seed, 0x57414C4BL, drawn++), bound);
  }
}
