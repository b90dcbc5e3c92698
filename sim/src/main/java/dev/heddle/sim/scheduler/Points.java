package dev.heddle.sim.scheduler;

import dev.heddle.sim.hooks.Hooks;
import org.jspecify.annotations.Nullable;

/// The points that a world's threads pass, and the time that passes with them. The running thread
/// has an allowance: it passes that many without asking the world, see [Hooks#point]. Belongs to
/// the world.
final class Points {
  /// Far more than on a real machine: what hosts do takes as long as packets, and so coincides.
  private static final long NANOS = 1_000;

  /// The most that a thread is allowed.
  private static final long MOST = 1 << 30;

  private final Clock clock;
  private long passed;
  private int allowed; // what is left of the allowance, as of the last count

  Points(Clock clock) {
    this.clock = clock;
  }

  /// How many all threads have passed, as of the last count.
  long passed() {
    return passed;
  }

  /// Counts what the thread has passed since the last time.
  ///
  /// @param running the thread that runs; null if none does
  void count(@Nullable Task running) {
    if (running != null) {
      int left = Hooks.allowance();
      add(running, allowed - left);
      allowed = left;
    }
  }

  /// One more, at which the thread has asked the world by itself.
  void addOne(@Nullable Task running) {
    add(running, 1);
  }

  private void add(@Nullable Task running, int more) {
    passed += more;
    clock.pass(more * NANOS);
    if (running != null) {
      running.points += more;
    }
  }

  /// Allows a thread to pass all points before the world has to be asked. Those before are counted.
  ///
  /// @param next at which point that is, counted from the next one as 1; less means 1
  void allowUntil(long next, Task running) {
    allowed = (int) (Math.clamp(next, 1, MOST) - 1);
    Hooks.allow(running.thread, allowed);
  }

  /// At which point a timer will be due, counted from the next one as 1.
  long untilDue() {
    return (clock.untilDue() - 1) / NANOS + 1;
  }
}
