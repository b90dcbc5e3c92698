package dev.heddle.services.game;

import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import java.io.IOException;

/// What players of a game see.
public final class GameLines {
  private GameLines() {}

  /// A guest who has been greeted.
  public static Guest guest(Guests game) throws IOException {
    return game.guest().sees("Welcome to game. Write join NAME to play, or top to see the scores.");
  }

  /// The beginning of a round, or what is left of it.
  public static String round(int round, int guesses, String players) {
    return "round "
        + round
        + ": guess a number from 1 to 100; "
        + guesses
        + (guesses == 1 ? " guess" : " guesses")
        + "; players: "
        + players;
  }
}
