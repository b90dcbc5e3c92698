package dev.heddle.sim;

import java.util.List;

/// A run's last steps in words. Stateless.
final class StoryText {
  private static final int SHOWN = 8;
  private static final int STEPS = 40;
  private static final int EVENTS = 10;
  private static final String INDENT = "       ";

  private StoryText() {}

  static String of(List<Step> steps, Throwable failure) {
    if (steps.isEmpty()) {
      return "";
    }
    var text = new StringBuilder();
    int from = Math.max(0, steps.size() - STEPS);
    List<Step> last = steps.subList(from, steps.size());
    int before = last.getFirst().number() - 1;
    if (before > 0) {
      List<Step> events = steps.subList(0, from).stream().filter(Step::isEvent).toList();
      List<Step> told = events.subList(Math.max(0, events.size() - EVENTS), events.size());
      told.forEach(event -> tell(event, text));
      text.append("(").append(before).append(" steps before");
      text.append(told.isEmpty() ? ")\n" : ", those above among them)\n");
    }
    last.forEach(step -> tell(step, text));
    return text.append("then: ")
        .append(failure.toString().lines().findFirst().orElse(""))
        .toString();
  }

  private static void tell(Step step, StringBuilder text) {
    if (step.isEvent() || step.isArrival()) {
      String way = step.isArrival() ? step.from() + " → " + step.host() + ": " : "";
      String what = step.actions().getFirst().what();
      double millis = step.at().toNanos() / 1e6;
      text.append(String.format("%3d. %s%s, at %,.3f ms%n", step.number(), way, what, millis));
      return;
    }
    text.append(String.format("%3d. %s%n", step.number(), step.thread()));
    int size = step.actions().size();
    for (int i = 0; i < size; i++) {
      if (size > SHOWN && i == SHOWN / 2) {
        text.append(INDENT).append("… ").append(size - SHOWN).append(" more\n");
        i = size - SHOWN / 2;
      }
      text.append(INDENT).append(step.actions().get(i)).append('\n');
    }
    if (step.preempted() != null) {
      text.append(INDENT).append("is preempted before it ").append(step.preempted()).append('\n');
    }
  }
}
