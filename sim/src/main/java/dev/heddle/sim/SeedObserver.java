package dev.heddle.sim;

/// Observes a simulation from outside its worlds, and may end it. Called by the thread that runs
/// it, between worlds.
public interface SeedObserver {

  /// No observer.
  SeedObserver NONE = new SeedObserver() {};

  /// Whether the simulation is to end, with what it has found so far; once it is, it stays so.
  default boolean isOver() {
    return false;
  }

  /// A world has ended.
  ///
  /// @param done how many seeds have run
  /// @param all how many there are to run, if none fails
  default void ran(long done, long all) {}

  /// A world has failed, and the search for a shorter run that fails in the same way begins: it
  /// takes up to half a minute.
  default void failed(Plan plan) {}
}
