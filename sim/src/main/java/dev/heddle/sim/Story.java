package dev.heddle.sim;

import dev.heddle.sim.agent.Sites;
import dev.heddle.sim.agent.Sites.Site;
import dev.heddle.sim.scheduler.RunListener;
import dev.heddle.sim.scheduler.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells a run in words: which thread ran from where to where, and what it did there that others
/// can notice. Belongs to the world.
final class Story implements RunListener {
  private static final int SHOWN = 8;
  private static final int STEPS = 40;

  private final List<Step> steps = new ArrayList<>();
  private @Nullable Step current;

  /// What one thread did in one go.
  private static final class Step {
    final String thread;
    final List<Integer> sites = new ArrayList<>();
    int preempted = -1;

    Step(String thread) {
      this.thread = thread;
    }
  }

  static String of(World.Body body, Plan plan) {
    var story = new Story();
    Run run = Run.of(body, plan, story);
    return run.failure() == null ? "" : story.tell(run.failure());
  }

  @Override
  public boolean wantsPoints() {
    return true;
  }

  @Override
  public void point(Task task, int site) {
    String thread = task.toString();
    if (current == null || !current.thread.equals(thread)) {
      current = new Step(thread);
      steps.add(current);
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

  private String tell(Throwable failure) {
    var text = new StringBuilder();
    var sources = new Sources();
    int skipped = Math.max(0, steps.size() - STEPS);
    if (skipped > 0) {
      text.append("(").append(skipped).append(" steps before)\n");
    }
    for (int i = skipped; i < steps.size(); i++) {
      tell(i + 1, steps.get(i), sources, text);
    }
    return text.append("then: ")
        .append(failure.toString().lines().findFirst().orElse(""))
        .toString();
  }

  private static void line(String before, int number, Sources sources, StringBuilder text) {
    Site site = Sites.get(number);
    text.append("       ").append(before).append(site);
    String source = sources.line(site);
    if (!source.isEmpty()) {
      text.append("   │ ").append(source);
    }
    text.append('\n');
  }

  private static void tell(int number, Step step, Sources sources, StringBuilder text) {
    text.append(String.format("%3d. %s%n", number, step.thread));
    int size = step.sites.size();
    for (int i = 0; i < size; i++) {
      if (size > SHOWN && i == SHOWN / 2) {
        text.append("       … ").append(size - SHOWN).append(" more\n");
        i = size - SHOWN / 2;
      }
      line("", step.sites.get(i), sources, text);
    }
    if (step.preempted >= 0) {
      line("is preempted before it ", step.preempted, sources, text);
    }
  }
}
