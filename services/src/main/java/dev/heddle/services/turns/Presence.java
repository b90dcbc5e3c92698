package dev.heddle.services.turns;

import dev.heddle.services.nodes.Register;
import dev.heddle.services.nodes.Register.Holding;
import dev.heddle.services.topics.StorageException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which nodes are alive: each holds a key with its own name. Thread-safe.
final class Presence implements Register.Watcher {
  private final Set<String> nodes = ConcurrentHashMap.newKeySet();
  private final Set<String> left = ConcurrentHashMap.newKeySet(); // were here, and are not

  /// Begins to watch, and to be seen by the others. Waits.
  void begin(Register register, String node) throws StorageException {
    register.watch(this);
    Holding other = register.claim(node, "", held -> true);
    if (other != null) {
      throw new IllegalStateException("another node has this one's name: " + other);
    }
  }

  @Override
  public void changed(@Nullable Holding before, @Nullable Holding now) {
    if (now != null) {
      nodes.add(now.key());
      left.remove(now.key());
    } else if (before != null) {
      nodes.remove(before.key());
      left.add(before.key());
    }
  }

  @Override
  public void lost(String key) {
    // Nobody else claims it.
  }

  boolean has(String node) {
    return nodes.contains(node);
  }

  /// Whether it was here and has left; else one that is not here may come yet.
  boolean hasLeft(String node) {
    return left.contains(node);
  }

  /// Forgets nodes that have left, but these.
  void forgetAllBut(Set<String> ofInterest) {
    left.retainAll(ofInterest);
  }
}
