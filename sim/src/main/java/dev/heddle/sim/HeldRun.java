package dev.heddle.sim;

import dev.heddle.sim.scheduler.RunListener;
import dev.heddle.sim.scheduler.Standstill;
import dev.heddle.sim.scheduler.Task;
import java.util.function.Consumer;

/// A run that stands still before one step of its story, or the next that a thread takes. Belongs
/// to the thread that runs it.
final class HeldRun implements RunListener, AutoCloseable {
  private final Story story;
  private final int step;
  private final Standstill standstill;

  private HeldRun(Story story, int step, Consumer<Step> held) {
    this.story = story;
    this.step = step;
    this.standstill = new Standstill(() -> held.accept(story.last()));
  }

  /// @param step from 1
  /// @param held gets the step, with the first thing that it is about to do
  /// @param story follows the run
  static RunResult of(World.Body body, Plan plan, int step, Consumer<Step> held, Story story) {
    try (var run = new HeldRun(story, step, held)) {
      return RunResult.of(story.following(body), plan, run);
    }
  }

  @Override
  public boolean wantsPoints() {
    return true;
  }

  @Override
  public void point(Task task, int site) {
    int before = story.size();
    story.point(task, site);
    if (before < step && story.size() >= step) {
      standstill.begin();
    }
  }

  @Override
  public void preempted(Task from, int site) {
    story.preempted(from, site);
  }

  @Override
  public void happened(String what) {
    story.happened(what);
  }

  @Override
  public void arrived(String from, String to, String what) {
    story.arrived(from, to, what);
  }

  @Override
  public void close() {
    standstill.close();
  }
}
