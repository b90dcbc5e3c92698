package dev.heddle.lab.check;

import java.io.IOException;
import java.util.List;

/// A service as a judge knows it. Immutable.
///
/// @param name its name on the command line
/// @param talk the shortest talk that shows that it works
/// @param forPeople whether it waits for people, and too long for a check
/// @param oneClient whether it serves one client at a time on purpose, so that load says nothing
/// @param broadcast whether a line that is sent reaches all others as `… : line`
/// @param rules what only this service should do
record CheckedService(
    String name,
    ShortTalk talk,
    boolean forPeople,
    boolean oneClient,
    boolean broadcast,
    List<Check> rules) {

  CheckedService {
    rules = List.copyOf(rules);
  }

  /// One for many clients.
  CheckedService(String name, ShortTalk talk, boolean forPeople, List<Check> rules) {
    this(name, talk, forPeople, false, false, rules);
  }

  /// A talk with the service.
  interface ShortTalk {
    /// Begins it: takes the greeting.
    default void begin(Peer peer) throws Mismatch, IOException, InterruptedException {}

    /// Asks for something and checks the answer.
    ///
    /// @param number makes requests differ, if they can
    void exchange(Peer peer, int number) throws Mismatch, IOException, InterruptedException;

    /// Finds out how the server ends its lines, if possible.
    default Dialect dialect(Visit visit) throws IOException {
      return Dialect.RIGHT;
    }

    /// The first half of a request; empty where any bytes are a whole one.
    default String half() {
      return "";
    }

    /// Sends the other half and checks the answer.
    default void finish(Peer peer) throws Mismatch, IOException, InterruptedException {}

    /// Whether it continues after an answer.
    default boolean goesOn() {
      return true;
    }
  }
}
