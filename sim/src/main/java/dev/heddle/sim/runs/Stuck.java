package dev.heddle.sim.runs;

import java.util.Set;

/// Threads of a world wait for ever, or run for ever.
public final class Stuck extends Error {
  private static final long serialVersionUID = 1L;

  private final transient Set<String> places;

  public Stuck(String message) {
    this(message, Set.of());
  }

  /// @param places as [#places]
  public Stuck(String message, Set<String> places) {
    super(message, null, false, false);
    this.places = places;
  }

  /// Where the threads wait that are left, such as `Object.wait at Queue.take(Queue.java:12)`;
  /// empty if they run for ever.
  public Set<String> places() {
    return places;
  }
}
