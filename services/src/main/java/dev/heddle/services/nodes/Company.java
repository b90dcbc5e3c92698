package dev.heddle.services.nodes;

import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.Topics;

/// The nodes that serve a service together, as one of them sees it. Immutable; what it has is
/// thread-safe.
///
/// @param node this node: unlike all others, and unlike itself before it was started again
/// @param register what each node has to itself
/// @param letters topics for messages between nodes, kept for a minute
public record Company(String node, Register register, Topics letters) implements AutoCloseable {

  /// A process that serves alone.
  public static Company alone() {
    return new Company("alone", new Alone(), new MemoryTopics());
  }

  /// Leaves it: nothing is held any more.
  @Override
  public void close() {
    register.close();
    letters.close();
  }
}
