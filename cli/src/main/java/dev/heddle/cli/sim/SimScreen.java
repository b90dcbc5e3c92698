package dev.heddle.cli.sim;

import dev.heddle.cli.terminal.ChangingLines;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.sim.Plan;
import dev.heddle.sim.SeedObserver;
import dev.heddle.sim.Step;
import dev.heddle.text.Quantities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows the simulations of a command: ends them on a signal, and shows on a terminal, in a line
/// that changes in place, how far they are. Belongs to the thread that runs them.
final class SimScreen implements SeedObserver {
  private static final long BETWEEN_NANOS = 100_000_000;

  private final StandardStreams streams;
  private final StopRequest stop;
  private final @Nullable ChangingLines lines;
  private String what = "";
  private long begun;
  private long drawn;
  private long seeds;
  private int failures;
  private boolean held;

  /// @param lines of the terminal; null if there is none
  SimScreen(StandardStreams streams, StopRequest stop, @Nullable ChangingLines lines) {
    this.streams = streams;
    this.stop = stop;
    this.lines = lines;
  }

  StopRequest stop() {
    return stop;
  }

  /// What runs from now on.
  void begin(String name) {
    what = name;
    begun = System.nanoTime();
    drawn = begun;
  }

  /// How many seeds have run, of all simulations together.
  long seeds() {
    return seeds;
  }

  @Override
  public boolean isOver() {
    return stop.isMade();
  }

  @Override
  public void ran(long done, long all) {
    seeds++;
    long now = System.nanoTime();
    if (now - drawn >= BETWEEN_NANOS) {
      drawn = now;
      show(
          String.format(
              "%s: %s of %s seeds, %s/s, %s failed; Ctrl-C ends and reports",
              what,
              Quantities.count(done),
              Quantities.count(all),
              Quantities.count(Math.round(done * 1e9 / (now - begun))),
              Quantities.count(failures)));
    }
  }

  @Override
  public void failed(Plan plan) {
    failures++;
    show(what + ": failed under seed " + plan.seed() + ", looking for a shorter run …");
  }

  /// A world stands still before a step, until this returns.
  void held(Step step) {
    held = true;
    HeldWorld.tell(step, streams, stop);
  }

  boolean hasHeld() {
    return held;
  }

  private void show(String line) {
    if (lines != null) {
      lines.show(List.of(line));
    }
  }

  /// Leaves the place to what is printed next.
  void clear() {
    if (lines != null) {
      lines.clear();
    }
  }
}
