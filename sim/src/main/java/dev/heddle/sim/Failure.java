package dev.heddle.sim;

import java.util.Objects;

/// Why a world failed, and how to make it fail again. Immutable.
///
/// @param plan makes the same run again
/// @param cause what was thrown
public record Failure(Plan plan, Throwable cause) {

  static Failure of(World.Body body, Plan plan, Run run) {
    return new Failure(plan, Objects.requireNonNull(run.failure()));
  }

  static Failure differs(World.Body body, Plan plan) {
    return new Failure(plan, new AssertionError("the same plan made another run"));
  }

  @Override
  public String toString() {
    return cause + "\n  replay: " + plan;
  }
}
