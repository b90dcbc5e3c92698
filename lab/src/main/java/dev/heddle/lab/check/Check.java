package dev.heddle.lab.check;

import java.io.IOException;

/// One thing that a server should do. Immutable.
///
/// @param part the part of the grade that it counts for
/// @param title what should be so, in a few words
/// @param needsTalk whether it is based on the service's shortest talk, and is not judged if that
///   fails
/// @param trial how to find out
record Check(GradePart part, String title, boolean needsTalk, Trial trial) {

  /// One that stands for itself.
  Check(GradePart part, String title, Trial trial) {
    this(part, title, false, trial);
  }

  /// The same, built on the shortest talk.
  Check onTalk() {
    return new Check(part, title, true, trial);
  }

  /// Runs the check, and records its actions and observations in the visit.
  @FunctionalInterface
  interface Trial {
    /// @throws Mismatch if an observation differs from the rule
    /// @throws IOException if the server cannot be talked to; that counts as a mismatch, too
    void run(Visit visit) throws Mismatch, IOException, InterruptedException;
  }
}
