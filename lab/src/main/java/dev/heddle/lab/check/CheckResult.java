package dev.heddle.lab.check;

/// The result of one check. Immutable.
///
/// @param part the part of the grade that it counts for
/// @param title what should be so
/// @param outcome whether it is so
/// @param did the actions, in words
/// @param saw the observations, in words; if not judged, the reason
/// @param expected what should have come; empty if it did
public record CheckResult(
    GradePart part, String title, Outcome outcome, String did, String saw, String expected) {

  /// How a check may end.
  public enum Outcome {
    PASSED,
    FAILED,
    /// Something else is wrong, so that this could not be found out.
    NOT_JUDGED
  }

  static CheckResult notJudged(Check check, String why) {
    return new CheckResult(check.part(), check.title(), Outcome.NOT_JUDGED, "", why, "");
  }

  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  public boolean judged() {
    return outcome != Outcome.NOT_JUDGED;
  }
}
