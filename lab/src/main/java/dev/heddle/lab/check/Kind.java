package dev.heddle.lab.check;

import java.io.IOException;
import java.util.List;

/// A service as a judge knows it. Immutable.
///
/// @param name what it is called on the command line
/// @param talk the shortest talk that shows that it works
/// @param lines whether it answers lines of text
/// @param rules what only this service should do
record Kind(String name, Talk talk, boolean lines, List<Check> rules) {

  Kind {
    rules = List.copyOf(rules);
  }

  /// A talk with the service.
  interface Talk {
    /// Begins it: takes the greeting.
    default void begin(Peer peer) throws Mismatch, IOException {}

    /// Asks for something and checks the answer.
    ///
    /// @param number makes requests differ, where they can
    void exchange(Peer peer, int number) throws Mismatch, IOException;

    /// Whether it can go on after an answer.
    default boolean goesOn() {
      return true;
    }
  }
}
