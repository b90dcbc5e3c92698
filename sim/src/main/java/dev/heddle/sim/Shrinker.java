package dev.heddle.sim;

import dev.heddle.sim.runs.Decision;
import dev.heddle.sim.scheduler.PriorityChanges;
import dev.heddle.sim.scheduler.Recording;
import dev.heddle.sim.scheduler.RunListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reduces a failing run to the decisions that matter: leaves out as many as it can while the world
/// still fails in the same way. (ddmin: A. Zeller, R. Hildebrandt, "Simplifying and Isolating
/// Failure-Inducing Input", TSE 2002.) Belongs to one thread.
final class Shrinker {
  private static final long BUDGET_NANOS = 30_000_000_000L;
  private static final int TRIES = 200;

  /// A typical race needs two or three decisions.
  private static final int FEW = 3;

  /// Up to this many decisions, all pairs are tried.
  private static final int PAIRS = 30;

  private final World.Body body;
  private final long seed;
  private final Set<Integer> without;
  private final Symptom original;
  private final BooleanSupplier isOver;
  private final long end = System.nanoTime() + BUDGET_NANOS;

  private Shrinker(World.Body body, Plan plan, Throwable original, BooleanSupplier isOver) {
    this.body = body;
    this.seed = plan.seed();
    this.without = new TreeSet<>(plan.without());
    this.original = Symptom.of(original);
    this.isOver = isOver;
  }

  /// The same failure with fewer decisions; null if it does not come back when its decisions are
  /// followed.
  ///
  /// @param isOver whether to be content with what has been found so far
  static @Nullable Plan shrink(
      World.Body body, Plan plan, Throwable failure, BooleanSupplier isOver) {
    var recording = new Recording(RunResult.chooser(plan));
    RunResult run = RunResult.of(body, plan, recording, RunListener.NONE);
    var shrinker = new Shrinker(body, plan, failure, isOver);
    List<Decision> all = recording.decisions();
    if (!shrinker.fails(all)) {
      return null;
    }
    shrinker.leaveFaultsOut(all, run.faults());
    List<Decision> few = shrinker.otherwise(shrinker.minimize(all), run.totals().points());
    return Plan.scripted(plan.seed(), few, shrinker.without);
  }

  /// The same failure may come about with fewer decisions in another order: tries some orders that
  /// have few of them from the beginning.
  private List<Decision> otherwise(List<Decision> decisions, long points) {
    List<Decision> best = decisions;
    for (int i = 0; i < TRIES && best.size() > FEW && goesOn(); i++) {
      var recording = new Recording(new PriorityChanges(i, 2 + i % 2, Math.max(1, points)));
      RunResult run =
          RunResult.of(body, Plan.scripted(seed, List.of(), without), recording, RunListener.NONE);
      List<Decision> made = recording.decisions();
      if (run.failure() != null && isSame(run.failure()) && fails(made)) {
        List<Decision> fewer = minimize(made);
        best = fewer.size() < best.size() ? fewer : best;
      }
    }
    return best;
  }

  private boolean goesOn() {
    return System.nanoTime() < end && !isOver.getAsBoolean();
  }

  private boolean fails(List<Decision> decisions) {
    RunResult run = RunResult.of(body, Plan.scripted(seed, decisions, without), RunListener.NONE);
    return run.failure() != null && isSame(run.failure());
  }

  private boolean isSame(Throwable other) {
    return Symptom.of(other).isLike(original);
  }

  /// Each fault by itself; the last ones matter least.
  private void leaveFaultsOut(List<Decision> decisions, int faults) {
    for (int fault = faults - 1; fault >= 0 && goesOn(); fault--) {
      if (without.add(fault) && !fails(decisions)) {
        without.remove(fault);
      }
    }
  }

  private List<Decision> minimize(List<Decision> decisions) {
    if (fails(List.of())) {
      return List.of();
    }
    List<Decision> left = decisions;
    int parts = 2;
    while (left.size() > 1 && parts <= left.size() && goesOn()) {
      List<Decision> smaller = withoutAPart(left, parts);
      if (smaller != null) {
        left = smaller;
        parts = Math.max(2, parts - 1);
      } else if (parts == left.size()) {
        break;
      } else {
        parts = Math.min(left.size(), parts * 2);
      }
    }
    return withoutPairs(left);
  }

  /// Two decisions may only be left out together, such as to and fro.
  private List<Decision> withoutPairs(List<Decision> decisions) {
    List<Decision> left = decisions;
    boolean shorter = left.size() <= PAIRS;
    while (shorter && goesOn()) {
      shorter = false;
      for (int i = left.size() - 1; i > 0 && !shorter; i--) {
        for (int j = i - 1; j >= 0 && !shorter && goesOn(); j--) {
          List<Decision> rest = new ArrayList<>(left);
          rest.remove(i);
          rest.remove(j);
          if (fails(rest)) {
            left = rest;
            shorter = true;
          }
        }
      }
    }
    return left;
  }

  private @Nullable List<Decision> withoutAPart(List<Decision> decisions, int parts) {
    int size = decisions.size();
    for (int part = parts - 1; part >= 0; part--) { // the last ones matter least
      int from = (int) ((long) size * part / parts);
      int to = (int) ((long) size * (part + 1) / parts);
      List<Decision> rest = new ArrayList<>(decisions.subList(0, from));
      rest.addAll(decisions.subList(to, size));
      if (fails(rest)) {
        return rest;
      }
      if (!goesOn()) {
        return null;
      }
    }
    return null;
  }
}
