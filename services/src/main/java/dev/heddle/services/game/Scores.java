package dev.heddle.services.game;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How often each player has won. Not thread-safe.
final class Scores {
  private static final int SHOWN = 10;

  /// How many players are remembered: a player may win under ever new names.
  private static final int MOST = 10_000;

  private final Map<String, Integer> wins = new TreeMap<>();

  /// The opposite of [#state].
  static Scores of(String state) {
    var scores = new Scores();
    for (String each : state.isEmpty() ? new String[0] : state.split(" ", -1)) {
      int colon = each.indexOf(':');
      scores.wins.put(each.substring(0, colon), Integer.parseInt(each.substring(colon + 1)));
    }
    return scores;
  }

  String state() {
    return wins.entrySet().stream()
        .map(entry -> entry.getKey() + ':' + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  void count(String winner) {
    wins.merge(winner, 1, Integer::sum);
    if (wins.size() > MOST) {
      forget();
    }
  }

  /// Keeps the better half.
  private void forget() {
    List<String> worst =
        wins.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .limit(MOST / 2)
            .map(Map.Entry::getKey)
            .toList();
    worst.forEach(wins::remove);
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
