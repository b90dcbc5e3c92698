package dev.heddle.cluster;

import dev.heddle.services.nodes.Register;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What this node wants to hold, and for which keys the stream may say something else. Not
/// thread-safe.
final class Wanted {
  private final Map<String, String> values = new LinkedHashMap<>(); // by key
  private final Set<String> doubtful = new LinkedHashSet<>();
  private final Set<String> stale = new HashSet<>(); // to be written anew, if only for its age

  boolean has(String key) {
    return values.containsKey(key);
  }

  /// The key is about to be claimed.
  void add(String key, String value) {
    values.put(key, value);
  }

  /// @return false if the key is not wanted
  boolean change(String key, String value) {
    if (values.replace(key, value) == null) {
      return false;
    }
    doubtful.add(key);
    return true;
  }

  void release(String key) {
    values.remove(key);
    doubtful.add(key);
  }

  /// Somebody else has taken the key.
  ///
  /// @return whether it was wanted
  boolean lose(String key) {
    return values.remove(key) != null;
  }

  /// The node's lease has ended: nothing is held.
  void doubtAll() {
    doubtful.addAll(values.keySet());
  }

  /// Everything is to be written anew.
  void age() {
    stale.addAll(values.keySet());
    doubtAll();
  }

  boolean isSettled() {
    return doubtful.isEmpty();
  }

  List<String> doubtful() {
    return List.copyOf(doubtful);
  }

  /// What is to be written, so that the stream agrees.
  ///
  /// @param holder who holds the key, as far as this node has read
  /// @param owner this node's lease
  /// @return null if nothing is: it agrees, or the key is somebody else's
  byte @Nullable [] next(String key, Register.@Nullable Holding holder, String owner) {
    String value = values.get(key);
    boolean isOwn = holder != null && holder.own();
    boolean agrees =
        value == null
            ? !isOwn
            : holder != null && (!isOwn || (holder.value().equals(value) && !stale.contains(key)));
    if (agrees) {
      doubtful.remove(key);
      return null;
    }
    stale.remove(key);
    return value == null ? Claim.NONE : new Claim(owner, value).encoded();
  }
}
