package dev.heddle.eyes;

import dev.heddle.eyes.Stalls.Stall;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// For how long each thread has stalled in the same way, glance by glance. Not thread-safe.
public final class StallAges {
  private Map<Stall, Long> since = new HashMap<>();
  private long now;

  /// Knows of none yet.
  public StallAges() {}

  /// Takes in one more glance.
  ///
  /// @param nanoTime when it was taken
  public void add(Stalls glance, long nanoTime) {
    Map<Stall, Long> next = new HashMap<>();
    for (Stall stall : glance.all()) {
      next.put(stall, since.getOrDefault(stall, nanoTime));
    }
    since = next;
    now = nanoTime;
  }

  /// Those that each glance has shown for so long.
  public Stalls of(Duration age) {
    Set<Stall> old = new HashSet<>();
    since.forEach((stall, start) -> {
      if (now - start >= age.toNanos()) {
        old.add(stall);
      }
    });
    return new Stalls(old);
  }
}
