package dev.heddle.sim.runs;

/// Two threads of a world use an object at the same time that is not made for it, such as a
/// `HashMap`, and one of them changes it. What comes of that differs from run to run on a real
/// machine: a lost entry, an exception in the JDK, a loop without end.
public final class UnsafeUse extends Error {
  private static final long serialVersionUID = 1L;

  public UnsafeUse(String message) {
    super(message);
  }
}
