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
  private final Set<String> claiming = new HashSet<>(); // wanted, but not yet this node's
  private final Set<String> stale = new HashSet<>(); // to be written anew, if only for its age

  boolean has(String key) {
    return values.containsKey(key);
  }

  /// The key is about to be claimed.
  void claim(String key, String value) {
    values.put(key, value);
    claiming.add(key);
  }

  /// The key is this node's.
  void claimed(String key) {
    claiming.remove(key);
  }

  /// Does nothing if the key is not wanted.
  void change(String key, String value) {
    if (values.replace(key, value) != null) {
      doubtful.add(key);
    }
  }

  void release(String key) {
    values.remove(key);
    claiming.remove(key);
    doubtful.add(key);
  }

  /// Another node has taken the key.
  ///
  /// @return whether it was this node's
  boolean lose(String key) {
    return !claiming.contains(key) && values.remove(key) != null;
  }

  /// The key has no holder any more: if it is wanted, it was claimed with a lease that has ended.
  void doubt(String key) {
    if (values.containsKey(key)) {
      doubtful.add(key);
    }
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
  /// @return null if nothing is: it agrees, or the key is another node's
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
