package dev.heddle.services.game;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the game is played. Immutable.
///
/// @param free whether players may guess at any time, or only in turns
/// @param turnTimeout how long a player has for a guess
/// @param seed fixes the secret numbers; null for others every time
public record GameSettings(boolean free, Duration turnTimeout, @Nullable Long seed) {

  /// In turns of 30 seconds, with random numbers.
  public static final GameSettings DEFAULT = new GameSettings(false, Duration.ofSeconds(30), null);

  public GameSettings withFree(boolean free) {
    return new GameSettings(free, turnTimeout, seed);
  }

  public GameSettings withTurnTimeout(Duration turnTimeout) {
    return new GameSettings(free, turnTimeout, seed);
  }

  public GameSettings withSeed(@Nullable Long seed) {
    return new GameSettings(free, turnTimeout, seed);
  }
}
