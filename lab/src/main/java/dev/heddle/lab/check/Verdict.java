package dev.heddle.lab.check;

/// What came of one check. Immutable.
///
/// @param part what it counts for
/// @param title what should be so
/// @param outcome whether it is so
/// @param did what was done, in words
/// @param saw what came, in words; of what was not judged, why not
/// @param expected what should have come; empty if it did
public record Verdict(
    Part part, String title, Outcome outcome, String did, String saw, String expected) {

  /// How a check may end.
  public enum Outcome {
    PASSED,
    FAILED,
    /// Something else is wrong, so that this could not be found out.
    NOT_JUDGED
  }

  static Verdict notJudged(Check check, String why) {
    return new Verdict(check.part(), check.title(), Outcome.NOT_JUDGED, "", why, "");
  }

  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  public boolean judged() {
    return outcome != Outcome.NOT_JUDGED;
  }
}
