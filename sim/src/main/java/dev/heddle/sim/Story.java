package dev.heddle.sim;

import dev.heddle.sim.agent.Sites;
import dev.heddle.sim.agent.Sites.Site;
import dev.heddle.sim.scheduler.RunListener;
import dev.heddle.sim.scheduler.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Follows a run: which thread ran from where to where, and what it did there that others can
/// notice. Belongs to the world.
final class Story implements RunListener {
  private static final int MOST = 400;

  private final List<Going> all = new ArrayList<>();
  private @Nullable Going current;
  private @Nullable World world;

  /// What one thread does in one go.
  private static final class Going {
    final Task task;
    final Duration at;
    final List<Integer> sites = new ArrayList<>();
    int preempted = -1;

    Going(Task task, Duration at) {
      this.task = task;
      this.at = at;
    }
  }

  /// The last 400 steps of a run that fails; none if it does not.
  static List<Step> of(World.Body body, Plan plan) {
    var story = new Story();
    Run run = Run.of(story.following(body), plan, story);
    return run.failure() == null ? List.of() : story.steps();
  }

  /// The same body, whose world tells the time.
  World.Body following(World.Body body) {
    return current -> {
      world = current;
      body.run(current);
    };
  }

  @Override
  public boolean wantsPoints() {
    return true;
  }

  @Override
  public void point(Task task, int site) {
    if (current == null || !current.task.equals(task)) {
      current = new Going(task, world == null ? Duration.ZERO : world.elapsed());
      all.add(current);
    }
    current.sites.add(site);
  }

  @Override
  public void preempted(Task from, int site) {
    if (current != null && !current.sites.isEmpty()) { // it was stopped before it did the last
      current.sites.removeLast();
      current.preempted = site;
    }
    current = null;
  }

  /// How many steps there are so far.
  int size() {
    return all.size();
  }

  /// The latest step, as far as it is known. There is at least one.
  Step last() {
    return step(all.size() - 1, new Sources());
  }

  /// The last 400.
  List<Step> steps() {
    var sources = new Sources();
    return IntStream.range(Math.max(0, all.size() - MOST), all.size())
        .mapToObj(i -> step(i, sources))
        .toList();
  }

  private Step step(int index, Sources sources) {
    Going going = all.get(index);
    return new Step(
        index + 1,
        going.task.host(),
        going.task.toString(),
        going.at,
        going.sites.stream().map(site -> action(site, sources)).toList(),
        going.preempted < 0 ? null : action(going.preempted, sources));
  }

  private static Step.Action action(int number, Sources sources) {
    Site site = Sites.get(number);
    return new Step.Action(site.action(), site.place(), sources.line(site));
  }
}
