package dev.heddle.cli.arguments;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Suggests a known word for an unknown one.
public final class Nearest {
  private Nearest() {}

  /// The candidate with the fewest letters typed wrong, left out, added or swapped; null if none is
  /// close.
  public static @Nullable String to(String word, Iterable<String> candidates) {
    String nearest = null;
    int fewest = 1 + Math.max(1, word.length() / 3);
    for (String candidate : candidates) {
      int mistakes = mistakes(word.toLowerCase(Locale.ROOT), candidate);
      if (mistakes < fewest) {
        fewest = mistakes;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /// The optimal string alignment distance.
  private static int mistakes(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(distance[i - 1][j], distance[i][j - 1]) + 1;
        least = Math.min(least, distance[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, distance[i - 2][j - 2] + 1);
        }
        distance[i][j] = least;
      }
    }
    return distance[a.length()][b.length()];
  }
}
