package dev.heddle.services.topics;

/// Topics by their names. Thread-safe.
public interface Topics extends AutoCloseable {

  /// What a topic's name begins with if it is never forgotten, whatever bounds the others.
  String LASTING = "!";

  /// The topic of this name, empty if it is new. Never waits; a topic without messages costs
  /// nothing.
  Topic topic(String name);

  /// Closes: pending appends are stored first, later ones are rejected. A second call does nothing.
  @Override
  void close();
}
