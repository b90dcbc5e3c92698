package dev.heddle.sim.runs;

/// A world has used something that cannot be simulated, so that its seed could not be replayed.
public final class NotSimulatedException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1L;

  public NotSimulatedException(String message) {
    super(message);
  }
}
