package dev.heddle.lab.steps;

import java.io.IOException;

/// A step of the guide that has a server. Immutable.
///
/// @param name its name on the command line
/// @param description what it shows, in a few words
/// @param starter starts it
public record Step(String name, String description, Starter starter) {

  /// Starts a server on a port of this machine; 0 takes a free one.
  @FunctionalInterface
  public interface Starter {
    Running start(int port) throws IOException;
  }

  /// A server that runs. Thread-safe.
  public interface Running extends AutoCloseable {
    /// Where it listens.
    int port();

    @Override
    void close();
  }

  @Override
  public String toString() {
    return name;
  }
}
