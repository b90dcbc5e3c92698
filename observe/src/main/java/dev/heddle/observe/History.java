package dev.heddle.observe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Figures of the last minutes, one of each in a second: what the plots begin with. Immutable.
///
/// @param seconds when, since 1970
/// @param series values by the name of the series, as `echo/tcp answers`; one per second, null if
///   there was none
public record History(List<Long> seconds, Map<String, List<@Nullable Double>> series) {

  /// Records figures over time. Thread-safe.
  static final class Recorder {
    private static final int MOST = 300;

    private final List<Long> seconds = new ArrayList<>(); // guarded by this
    private final Map<String, List<@Nullable Double>> series = new LinkedHashMap<>(); // likewise

    /// Adds the figures of one second.
    synchronized void add(long second, Map<String, @Nullable Double> values) {
      seconds.add(second);
      for (String name : values.keySet()) {
        series.computeIfAbsent(
            name, key -> new ArrayList<>(Collections.nCopies(seconds.size() - 1, null)));
      }
      series.forEach((name, list) -> list.add(values.get(name)));
      if (seconds.size() > MOST) {
        seconds.removeFirst();
        series.values().forEach(List::removeFirst);
      }
    }

    synchronized History all() {
      Map<String, List<@Nullable Double>> copy = new LinkedHashMap<>();
      series.forEach((name, list) -> copy.put(name, new ArrayList<>(list)));
      return new History(List.copyOf(seconds), copy);
    }
  }
}
