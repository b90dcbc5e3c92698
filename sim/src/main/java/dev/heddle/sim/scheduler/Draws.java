package dev.heddle.sim.scheduler;

import org.jspecify.annotations.Nullable;

/// Random numbers that follow from the seed: each thread has a sequence of its own, and so have
/// timers. Belongs to the world.
final class Draws {
  private final long seed;
  private long timersNumbers;
  private long timersHashes;

  Draws(long seed) {
    this.seed = seed;
  }

  /// @param task the thread that asks; null in a timer
  long number(@Nullable Task task) {
    return task == null
        ? Chance.draw(seed, -1, timersNumbers++)
        : Chance.draw(seed, task.key, task.draws++);
  }

  /// For the hash code of a monitor.
  ///
  /// @param place how many the thread has entered before
  long monitor(@Nullable Task task, long place) {
    return Chance.draw(~seed, task == null ? -2 : ~task.key, place);
  }

  /// For a hash code. How many are drawn may differ when the JVM links code for the first time, so
  /// other numbers do not depend on it.
  long hash(@Nullable Task task) {
    return task == null
        ? Chance.draw(~seed, -1, timersHashes++)
        : Chance.draw(~seed, task.key, task.hashes++);
  }
}
