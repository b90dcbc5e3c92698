package dev.heddle.services.game;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Who has won how often. Guarded by the table's lock.
final class Scores {
  private static final int SHOWN = 10;

  private final Map<String, Integer> wins = new HashMap<>();

  void count(String winner) {
    wins.merge(winner, 1, Integer::sum);
  }

  @Override
  public String toString() {
    if (wins.isEmpty()) {
      return "top: nobody has won yet";
    }
    return wins.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(SHOWN)
        .map(entry -> entry.getKey() + ' ' + entry.getValue())
        .collect(Collectors.joining(", ", "top: ", ""));
  }
}
