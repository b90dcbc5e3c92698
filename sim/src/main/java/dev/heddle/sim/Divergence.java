package dev.heddle.sim;

import dev.heddle.sim.agent.Sites;
import dev.heddle.sim.scheduler.RunListener;
import dev.heddle.sim.scheduler.Task;
import java.util.Arrays;

/// Two runs of one plan that are not the same: something in the code is left to chance. Tells where
/// they part. Belongs to one thread.
final class Divergence {
  private Divergence() {}

  /// @return where the two runs diverge, in words
  static String of(World.Body body, Plan plan) {
    var one = new Trace();
    RunResult.of(body, plan, one);
    var other = new Trace();
    RunResult.of(body, plan, other);
    int common = Arrays.mismatch(one.steps, 0, one.size, other.steps, 0, other.size);
    if (common < 0) {
      return "two more runs were the same, so it happens seldom";
    }
    return "the runs diverge after "
        + (common == 0 ? "their beginning" : one.text(common - 1))
        + ": one "
        + one.text(common)
        + ", the other "
        + other.text(common)
        + ". What was decided before that depends on something that no world controls, such as an"
        + " identity hash code, a file, or the state of a library.";
  }

  /// Which thread was at which point, in order.
  private static final class Trace implements RunListener {
    private long[] steps = new long[1024];
    private int size;

    @Override
    public boolean wantsPoints() {
      return true;
    }

    @Override
    public void point(Task task, int site) {
      if (size == steps.length) {
        steps = Arrays.copyOf(steps, size * 2);
      }
      steps[size++] = ((long) task.number() << 32) | (site & 0xFFFF_FFFFL);
    }

    String text(int step) {
      if (step >= size) {
        return "ends";
      }
      return "thread #" + (steps[step] >>> 32) + ' ' + Sites.get((int) steps[step]);
    }
  }
}
