package dev.heddle.sim;

import java.util.List;
import java.util.stream.Collectors;

/// A run's last steps in words. Stateless.
final class StoryText {
  private static final int STEPS = 40;
  private static final int EVENTS = 10;
  private static final int LINES = 5; // of a message
  private static final String INDENT = "       ";

  private StoryText() {}

  static String of(List<Step> steps, Throwable failure) {
    if (steps.isEmpty()) {
      return "";
    }
    boolean ownFirst = StepLines.hasOwn(steps);
    var text = new StringBuilder();
    int from = Math.max(0, steps.size() - STEPS);
    List<Step> last = steps.subList(from, steps.size());
    int before = last.getFirst().number() - 1;
    if (before > 0) {
      List<Step> events = steps.subList(0, from).stream().filter(Step::isEvent).toList();
      List<Step> told = events.subList(Math.max(0, events.size() - EVENTS), events.size());
      told.forEach(event -> tell(event, ownFirst, text));
      text.append("(").append(before).append(" steps before");
      text.append(told.isEmpty() ? ")\n" : ", those above among them)\n");
    }
    last.forEach(step -> tell(step, ownFirst, text));
    return text.append("then: ").append(brief(failure)).toString();
  }

  /// In one line. Messages of some libraries begin with a line break.
  private static String brief(Throwable failure) {
    return failure
        .toString()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(LINES)
        .collect(Collectors.joining(" "));
  }

  private static void tell(Step step, boolean ownFirst, StringBuilder text) {
    if (step.isEvent() || step.isArrival()) {
      String way = step.isArrival() ? step.from() + " → " + step.host() + ": " : "";
      String what = step.actions().getFirst().what();
      double millis = step.at().toNanos() / 1e6;
      text.append(String.format("%3d. %s%s, at %,.3f ms%n", step.number(), way, what, millis));
      return;
    }
    text.append(String.format("%3d. %s%n", step.number(), step.thread()));
    for (StepLines.Line line : StepLines.of(step.actions(), ownFirst)) {
      String shown =
          switch (line) {
            case StepLines.Shown one -> one.action() + one.times();
            case StepLines.Left left -> left.toString();
          };
      text.append(INDENT).append(shown).append('\n');
    }
    if (step.preempted() != null) {
      text.append(INDENT).append("is preempted before it ").append(step.preempted()).append('\n');
    }
  }
}
