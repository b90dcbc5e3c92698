package dev.heddle.sim;

import java.util.ArrayList;
import java.util.List;

/// What a story shows of a step: not all that a thread did, but where it begins and ends, and what
/// it did in the program's own code. What it did in libraries is counted, if the story has anything
/// else: a server's own ten lines would be lost among the thousand of its library. Stateless.
final class StepLines {
  private static final int SHOWN = 8;
  private static final int SHOWN_OWN = 24;

  private StepLines() {}

  /// What is in one line.
  sealed interface Line {
    int count();
  }

  /// One action, perhaps several times in a row.
  record Shown(Step.Action action, int count) implements Line {
    String times() {
      return count == 1 ? "" : "   (" + count + " times)";
    }
  }

  /// So many actions that are not shown.
  record Left(int count, String which) implements Line {
    @Override
    public String toString() {
      return "… " + count + " " + which;
    }
  }

  /// Whether a story has actions of the program's own.
  static boolean hasOwn(List<Step> steps) {
    return steps.stream()
        .flatMap(step -> step.actions().stream())
        .anyMatch(action -> !action.place().isEmpty() && !action.library());
  }

  /// @param ownFirst whether actions in libraries are counted only
  static List<Line> of(List<Step.Action> actions, boolean ownFirst) {
    List<Shown> all = counted(actions);
    return ownFirst ? shortened(withoutLibraries(all), SHOWN_OWN) : shortened(all, SHOWN);
  }

  /// One line for each action, or for several that are the same.
  private static List<Shown> counted(List<Step.Action> actions) {
    var lines = new ArrayList<Shown>();
    for (Step.Action action : actions) {
      if (!lines.isEmpty() && lines.getLast().action().equals(action)) {
        lines.add(new Shown(action, lines.removeLast().count() + 1));
      } else {
        lines.add(new Shown(action, 1));
      }
    }
    return lines;
  }

  /// The last action stays, wherever it is: the thread has stopped there.
  private static List<Line> withoutLibraries(List<Shown> all) {
    var lines = new ArrayList<Line>();
    int left = 0;
    for (Shown each : all.subList(0, Math.max(0, all.size() - 1))) {
      if (each.action().library()) {
        left += each.count();
      } else {
        addLeft(left, lines);
        left = 0;
        lines.add(each);
      }
    }
    addLeft(left, lines);
    if (!all.isEmpty()) {
      lines.add(all.getLast());
    }
    return lines;
  }

  private static void addLeft(int count, List<Line> lines) {
    if (count > 0) {
      lines.add(new Left(count, "in libraries"));
    }
  }

  /// The first and the last ones, if they are too many.
  private static List<Line> shortened(List<? extends Line> all, int most) {
    if (all.size() <= most) {
      return List.copyOf(all);
    }
    int half = most / 2;
    var lines = new ArrayList<Line>(all.subList(0, half));
    List<? extends Line> middle = all.subList(half, all.size() - half);
    lines.add(new Left(middle.stream().mapToInt(Line::count).sum(), "more"));
    lines.addAll(all.subList(all.size() - half, all.size()));
    return lines;
  }
}
