package dev.heddle.sim;

/// A world has failed. The message has all that is known; the cause is what was thrown in the
/// world.
public final class SimulationFailedError extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  SimulationFailedError(Failure failure) {
    super(failure.toString(), failure.cause());
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
