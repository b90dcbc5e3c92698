package dev.heddle.sim;

import dev.heddle.sim.scheduler.NotSimulatedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Why a world failed, and how to make it fail again. Immutable.
///
/// @param plan makes the same run again
/// @param cause what was thrown
/// @param shrunk makes a shorter run that fails in the same way; null if none was found
/// @param story what happened in the shorter run, or else in the run itself, step by step
public record Failure(Plan plan, Throwable cause, @Nullable Plan shrunk, String story) {

  static Failure of(World.Body body, Plan plan, Run run) {
    Throwable cause = Objects.requireNonNull(run.failure());
    Plan shrunk = Shrinker.shrink(body, plan, cause);
    return new Failure(plan, cause, shrunk, Story.of(body, shrunk == null ? plan : shrunk));
  }

  static Failure differs(World.Body body, Plan plan) {
    String where = Divergence.of(body, plan);
    return new Failure(
        plan, new NotSimulatedException("the same plan made another run: " + where), null, "");
  }

  /// How many times another thread had to run than plainly; 0 if the plain order fails, -1 if that
  /// is unknown.
  public int switches() {
    return shrunk == null ? -1 : shrunk.decisions().size();
  }

  @Override
  public String toString() {
    var text = new StringBuilder(cause.toString());
    if (!story.isEmpty()) {
      text.append("\n\n").append(story);
    }
    text.append("\n\nreplay:  ").append(plan);
    if (shrunk != null) {
      text.append("\nshorter: ").append(shrunk);
    }
    return text.toString();
  }
}
