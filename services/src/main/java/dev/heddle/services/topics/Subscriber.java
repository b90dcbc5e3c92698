package dev.heddle.services.topics;

import java.util.List;

/// Receives the messages of a topic.
@FunctionalInterface
public interface Subscriber {

  /// More has been appended, for good. Called by one thread at a time, in the topic's order, every
  /// entry once. All other appending waits for this to return, so it must neither wait itself nor
  /// append.
  ///
  /// @param entries at least one
  void received(List<Entry> entries);
}
