package dev.heddle.services.nodes;

import dev.heddle.services.topics.StorageException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What belongs to one node at a time: each key has one holder among all nodes, and a value that
/// all nodes see. A node that dies, or is cut off for some seconds, holds nothing any more.
///
/// Thread-safe.
public interface Register extends AutoCloseable {

  /// A key, the node that holds it, and its value. Immutable.
  ///
  /// @param own whether this node holds it
  record Holding(String key, String node, String value, boolean own) {}

  /// Sees what changes, in the order that all nodes see. Called by one thread at a time; must
  /// neither wait nor call [Register#claim].
  interface Watcher {
    /// @param before null if no node held the key
    /// @param now null if no node holds it any more
    void changed(@Nullable Holding before, @Nullable Holding now);

    /// This node held the key, and another one has taken it: while this node was cut off, or as
    /// [Register#claim] allowed.
    void lost(String key);
  }

  /// Shows the watcher all that is held, and from then on each change. To be called once, before
  /// anything else.
  void watch(Watcher watcher);

  /// Takes a key for this node. Waits for the cluster, and until the watcher has seen the outcome.
  ///
  /// @param mayTake whether it may be taken from the node that holds it
  /// @return null if this node holds it now, else the holding of the node that does
  /// @throws StorageException if the cluster cannot be reached; then the key is not held
  @Nullable Holding claim(String key, String value, Predicate<Holding> mayTake)
      throws StorageException;

  /// Changes the value of a key that this node holds. Never waits: the other nodes see it soon, and
  /// if values follow each other fast, only the last one.
  void set(String key, String value);

  /// Gives a key back. Never waits.
  void release(String key);

  /// Gives everything back. Waits a second at the most.
  @Override
  void close();
}
