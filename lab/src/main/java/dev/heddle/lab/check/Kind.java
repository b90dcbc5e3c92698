package dev.heddle.lab.check;

import java.io.IOException;
import java.util.List;

/// A service as a judge knows it. Immutable.
///
/// @param name what it is called on the command line
/// @param talk the shortest talk that shows that it works
/// @param forPeople whether it waits for people, and so long that nobody can judge that
/// @param rules what only this service should do
record Kind(String name, Talk talk, boolean forPeople, List<Check> rules) {

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

    /// The first half of a request; empty where any bytes are a whole one.
    default String half() {
      return "";
    }

    /// Sends the other half and checks the answer.
    default void finish(Peer peer) throws Mismatch, IOException {}

    /// Whether it can go on after an answer.
    default boolean goesOn() {
      return true;
    }
  }
}
