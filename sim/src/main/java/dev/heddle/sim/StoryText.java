package dev.heddle.sim;

import java.util.List;

/// A run's last steps in words. Stateless.
final class StoryText {
  private static final int SHOWN = 8;
  private static final int STEPS = 40;
  private static final String INDENT = "       ";

  private StoryText() {}

  static String of(List<Step> steps, Throwable failure) {
    if (steps.isEmpty()) {
      return "";
    }
    var text = new StringBuilder();
    List<Step> last = steps.subList(Math.max(0, steps.size() - STEPS), steps.size());
    int before = last.getFirst().number() - 1;
    if (before > 0) {
      text.append("(").append(before).append(" steps before)\n");
    }
    last.forEach(step -> tell(step, text));
    return text.append("then: ")
        .append(failure.toString().lines().findFirst().orElse(""))
        .toString();
  }

  private static void tell(Step step, StringBuilder text) {
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
