package dev.heddle.services.game;

import java.security.SecureRandom;

/// What of the settings belongs to the table, on whichever node it is. Immutable.
///
/// @param free whether players may guess at any time, or only in turns
/// @param seed of the secret numbers
record Terms(boolean free, long seed) {

  static Terms of(GameSettings settings) {
    Long seed = settings.seed();
    return new Terms(settings.free(), seed == null ? new SecureRandom().nextLong() : seed);
  }

  /// The opposite of [#toString].
  static Terms of(String text) {
    String[] words = text.split(" ", 2);
    return new Terms(Boolean.parseBoolean(words[0]), Long.parseLong(words[1]));
  }

  @Override
  public String toString() {
    return free + " " + seed;
  }
}
