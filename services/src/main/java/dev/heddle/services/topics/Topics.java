package dev.heddle.services.topics;

/// Topics by their names. Thread-safe.
public interface Topics extends AutoCloseable {

  /// What a topic's name begins with if it is never forgotten, whatever bounds the others.
  String LASTING = "!";

  /// The topic of this name, empty if it is new. Never waits; a topic that nobody appends to costs
  /// nothing.
  Topic topic(String name);

  /// Ends: what is being appended is stored first, what comes later is refused. Does nothing the
  /// second time.
  @Override
  void close();
}
