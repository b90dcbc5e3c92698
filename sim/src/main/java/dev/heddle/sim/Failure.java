package dev.heddle.sim;

import dev.heddle.sim.runs.NotSimulatedException;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Why a world failed, and how to reproduce it. Immutable.
///
/// @param plan makes the same run again
/// @param cause what was thrown in the shorter run, or else in the run itself
/// @param shrunk makes a shorter run that fails in the same way; null if none was found
/// @param steps what happened last in the shorter run, or else in the run itself: at most 400
///   steps; none if it did not fail again
public record Failure(Plan plan, Throwable cause, @Nullable Plan shrunk, List<Step> steps) {
  private static final int MOST_DECISIONS = 50;

  public Failure {
    steps = List.copyOf(steps);
  }

  /// @param isOver whether to take the shorter run that has been found so far
  static Failure of(World.Body body, Plan plan, RunResult run, BooleanSupplier isOver) {
    Throwable cause = Objects.requireNonNull(run.failure());
    Plan shrunk = Shrinker.shrink(body, plan, cause, isOver);
    Story.Told told = Story.of(body, shrunk == null ? plan : shrunk);
    return told == null
        ? new Failure(plan, cause, shrunk, List.of())
        : new Failure(plan, told.cause(), shrunk, told.steps());
  }

  static Failure differs(World.Body body, Plan plan) {
    String where = Divergence.of(body, plan);
    return new Failure(
        plan,
        new NotSimulatedException("the same plan produced a different run: " + where),
        null,
        List.of());
  }

  /// The last steps in words, each with what it did.
  public String story() {
    return StoryText.of(steps, cause);
  }

  /// The same as a drawing: an HTML page that needs no other file.
  public String page() {
    return StoryPage.of(this);
  }

  /// The plans, a line each, between what goes before and after. One of many decisions is not
  /// shorter.
  public String plans(String before, String after) {
    String text = "replay:  " + before + plan + after;
    return shrunk == null || shrunk.decisions().size() > MOST_DECISIONS
        ? text
        : text + "\nshorter: " + before + shrunk + after;
  }

  /// The shorter plan, if there is one: that of the steps.
  public Plan shortest() {
    return shrunk == null ? plan : shrunk;
  }

  /// How many times another thread had to run than plainly; 0 if the plain order fails, -1 if that
  /// is unknown.
  public int switches() {
    return shrunk == null ? -1 : shrunk.decisions().size();
  }

  @Override
  public String toString() {
    var text = new StringBuilder(cause.toString());
    if (!steps.isEmpty()) {
      text.append("\n\n").append(story());
    }
    return text.append("\n\n").append(plans("", "")).toString();
  }
}
