package dev.heddle.lab.check;

import java.io.IOException;

/// One thing that a server should do. Immutable.
///
/// @param part what it counts for
/// @param title what should be so, in a few words
/// @param trial how to find out
record Check(Part part, String title, Trial trial) {

  /// Finds out, and tells the visit what it does and sees.
  @FunctionalInterface
  interface Trial {
    /// @throws Mismatch if what it sees is not as it should be
    /// @throws IOException if the server cannot be talked to; that counts as a mismatch, too
    void run(Visit visit) throws Mismatch, IOException, InterruptedException;
  }
}
