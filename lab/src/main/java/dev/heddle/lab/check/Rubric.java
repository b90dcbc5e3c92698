package dev.heddle.lab.check;

import java.util.List;

/// How many points there are for each part. Immutable.
///
/// @param behaviour for its behaviour
/// @param load for many clients, and memory
/// @param robustness for rude clients
public record Rubric(int behaviour, int load, int robustness) {
  /// 60 for behaviour, 30 for load and memory, 10 for robustness.
  public static final Rubric DEFAULT = new Rubric(60, 30, 10);

  /// Three numbers with commas between them.
  ///
  /// @throws IllegalArgumentException if the text is something else
  public static Rubric parse(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length == 3) {
      try {
        var rubric = new Rubric(points(parts[0]), points(parts[1]), points(parts[2]));
        if (rubric.total() > 0) {
          return rubric;
        }
      } catch (NumberFormatException e) {
        // As below.
      }
    }
    throw new IllegalArgumentException(
        "not three numbers for behaviour, load and robustness, as in 60,30,10: " + text);
  }

  private static int points(String text) {
    int points = Integer.parseInt(text.strip());
    if (points < 0 || points > 10_000) {
      throw new NumberFormatException(text);
    }
    return points;
  }

  /// All points of a part.
  public int of(GradePart part) {
    return switch (part) {
      case BEHAVIOUR -> behaviour;
      case LOAD -> load;
      case ROBUSTNESS -> robustness;
    };
  }

  /// The points that the verdicts earn in a part: the share of its checks that have passed.
  public double earned(GradePart part, List<CheckResult> verdicts) {
    long all = verdicts.stream().filter(verdict -> verdict.part() == part).count();
    long passed =
        verdicts.stream().filter(verdict -> verdict.part() == part && verdict.passed()).count();
    return all == 0 ? 0 : (double) of(part) * passed / all;
  }

  /// The points that could be earned in a part: the share of its checks that were judged.
  public double judged(GradePart part, List<CheckResult> verdicts) {
    List<CheckResult> own = verdicts.stream().filter(verdict -> verdict.part() == part).toList();
    long judged = own.stream().filter(CheckResult::judged).count();
    return own.isEmpty() ? 0 : (double) of(part) * judged / own.size();
  }

  /// All points of all parts.
  public int total() {
    return behaviour + load + robustness;
  }
}
