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
/// notice; and which faults there were. Belongs to the world.
final class Story implements RunListener {
  private static final int MOST = 400;

  private final List<Entry> all = new ArrayList<>();
  private @Nullable Going current;
  private @Nullable World world;

  private sealed interface Entry {}

  /// What no thread did.
  private record Event(String what, Duration at) implements Entry {}

  /// What has arrived at a host.
  private record Arrival(String from, String to, String what, Duration at) implements Entry {}

  /// What one thread does in one go.
  private static final class Going implements Entry {
    final Task task;
    final Duration at;
    final List<Integer> sites = new ArrayList<>();
    int preempted = -1;

    Going(Task task, Duration at) {
      this.task = task;
      this.at = at;
    }
  }

  /// @param cause what was thrown at the end
  /// @param steps as in [#steps]
  record Told(Throwable cause, List<Step> steps) {}

  /// Tells a run that fails; null if it does not.
  static @Nullable Told of(World.Body body, Plan plan) {
    var story = new Story();
    Throwable cause = RunResult.of(story.following(body), plan, story).failure();
    return cause == null ? null : new Told(cause, story.steps());
  }

  /// The same body, in a world that tells the time.
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
      current = new Going(task, now());
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

  @Override
  public void happened(String what) {
    all.add(new Event(what, now()));
    current = null;
  }

  @Override
  public void arrived(String from, String to, String what) {
    all.add(new Arrival(from, to, what, now()));
    current = null;
  }

  private Duration now() {
    return world == null ? Duration.ZERO : world.elapsed();
  }

  /// How many steps there are so far.
  int size() {
    return all.size();
  }

  /// The latest step, as far as it is known. There is at least one.
  Step last() {
    return step(all.size() - 1, new Sources());
  }

  /// The last 400, and what happened before them that no thread did.
  List<Step> steps() {
    var sources = new Sources();
    return IntStream.range(0, all.size())
        .filter(i -> i >= all.size() - MOST || all.get(i) instanceof Event)
        .mapToObj(i -> step(i, sources))
        .toList();
  }

  private Step step(int index, Sources sources) {
    return switch (all.get(index)) {
      case Event event -> Step.event(index + 1, event.what, event.at);
      case Arrival arrival ->
          Step.arrival(index + 1, arrival.from, arrival.to, arrival.what, arrival.at);
      case Going going ->
          new Step(
              index + 1,
              going.task.host(),
              going.task.toString(),
              "",
              going.at,
              going.sites.stream().map(site -> action(site, sources)).toList(),
              going.preempted < 0 ? null : action(going.preempted, sources));
    };
  }

  private static Step.Action action(int number, Sources sources) {
    Site site = Sites.get(number);
    return new Step.Action(
        site.action(), site.place(), sources.line(site), sources.inLibrary(site));
  }
}
