package dev.heddle.sim.scheduler;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Random numbers that follow from the seed: each thread has a sequence of its own, and so have
/// timers. Belongs to the world.
final class Draws {
  private static final long TIMERS = -1;

  private final long seed;
  private final Supplier<@Nullable Task> running;
  private long timersNumbers;
  private long timersHashes;
  private long timersMonitors;
  private long timersFiles;

  /// @param running the thread that asks; null in a timer
  Draws(long seed, Supplier<@Nullable Task> running) {
    this.seed = seed;
    this.running = running;
  }

  long number() {
    Task task = running.get();
    return task == null
        ? Chance.draw(seed, TIMERS, timersNumbers++)
        : Chance.draw(seed, task.key, task.draws++);
  }

  /// For a hash code. How many are drawn may differ when the JVM links code for the first time, so
  /// other numbers do not depend on it.
  long hash() {
    Task task = running.get();
    return task == null
        ? Chance.draw(~seed, TIMERS, timersHashes++)
        : Chance.draw(~seed, task.key, task.hashes++);
  }

  /// For the name of a file.
  long file() {
    Task task = running.get();
    return task == null
        ? Chance.draw(seed, ~TIMERS, timersFiles++)
        : Chance.draw(seed, ~task.key, task.files++);
  }

  /// How many monitors the thread has entered before; counts this one.
  long nextMonitor() {
    Task task = running.get();
    return task == null ? timersMonitors++ : task.monitors++;
  }

  /// For the hash code of the monitor that was entered as this one.
  long monitor(long place) {
    Task task = running.get();
    return Chance.draw(~seed, ~(task == null ? TIMERS : task.key), place);
  }
}
