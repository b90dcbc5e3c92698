package dev.heddle.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Judges by their pulses which owners are dead. All nodes' pulses come by one stream, and a node's
/// own among them: while these do not come, this node hears nothing, and it declares no node dead.
///
/// Times are in nanoseconds, by any clock. Not thread-safe.
final class Pulses {
  /// Owners are judged after a silence of this length.
  static final long SILENCE = 3_500_000_000L;

  /// This node hears well while its own pulses come at least this often.
  static final long GAP = 1_500_000_000L;

  private final Map<String, Long> heard = new HashMap<>(); // when, by owner
  private long own; // when its own pulse came last
  private long hearsSince;

  Pulses(long now) {
    own = now;
    hearsSince = now;
  }

  /// A pulse has come.
  void came(String owner, boolean isOwn, long now) {
    heard.put(owner, now);
    if (isOwn) {
      if (now - own > GAP) {
        hearsSince = now;
      }
      own = now;
    }
  }

  /// Which of these owners are dead.
  List<String> dead(Set<String> owners, long now) {
    heard.keySet().retainAll(owners);
    owners.forEach(owner -> heard.putIfAbsent(owner, now));
    if (now - own > GAP || now - hearsSince < SILENCE) {
      return List.of();
    }
    return owners.stream().filter(owner -> now - heard.getOrDefault(owner, now) > SILENCE).toList();
  }
}
