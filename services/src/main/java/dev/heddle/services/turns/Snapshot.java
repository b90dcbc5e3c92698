package dev.heddle.services.turns;

import org.jspecify.annotations.Nullable;

/// The state of [Rules] at a place in the order of acts, stored among them: a node that starts
/// needs no earlier ones. Immutable.
///
/// @param after the number of the latest entry whose act it contains
/// @param state as from [Rules#state]
record Snapshot(long after, String state) {
  private static final String WORD = "state ";

  String text() {
    return WORD + after + ' ' + state;
  }

  /// @return null if it is none that this version knows
  static @Nullable Snapshot of(String text) {
    String[] words = text.split(" ", 3);
    if (!text.startsWith(WORD) || words.length < 3) {
      return null;
    }
    try {
      return new Snapshot(Long.parseLong(words[1]), words[2]);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
