package dev.heddle.services.game;

import dev.heddle.Message;
import dev.heddle.services.lines.NameRules;
import dev.heddle.services.lines.TurnTimer;
import dev.heddle.text.PlainText;
import dev.heddle.text.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The players, whose turn it is, and the round.
///
/// Thread-safe: everything is guarded by its monitor; under it, output is only queued. A round's
/// result is stored without it; meanwhile `deciding` is true, and no guess counts.
final class GameTable implements AutoCloseable {
  private static final int MOST_QUOTED = 40;

  private static final int GUESSES = 10;

  /// Each guess is sent to all players, so this bounds its cost.
  private static final int MOST_PLAYERS = 100;

  private final GameSettings settings;
  private final Secrets secrets;
  private final Scores scores = new Scores();
  private final TurnTimer timer = new TurnTimer("heddle-game-turns");
  private final List<Player> players = new ArrayList<>();
  private int next; // whose turn it is
  private long turn;
  private long round = 1;
  private int guesses;
  private boolean deciding;

  /// How a round has ended.
  ///
  /// @param winner empty if there is no winner
  record Result(String winner, String text) {}

  GameTable(GameSettings settings) {
    this.settings = settings;
    this.secrets = new Secrets(settings.seed());
  }

  synchronized boolean join(Player player, String name) {
    if (!NameRules.isName(name)) {
      player.tell("error: a name is " + NameRules.RULE);
    } else if (players.stream().anyMatch(p -> NameRules.key(p.name).equals(NameRules.key(name)))) {
      player.tell("error: name taken: " + name);
    } else if (players.size() == MOST_PLAYERS) {
      player.tell("error: the game is full: " + MOST_PLAYERS + " players");
    } else {
      player.name = name;
      players.add(player);
      tellRound();
      if (players.size() == 1) {
        giveTurn(0);
      }
      return true;
    }
    return false;
  }

  synchronized void leave(Player player) {
    int place = players.indexOf(player);
    if (place < 0) {
      return;
    }
    players.remove(place);
    tellOthers("left: " + player.name, null);
    if (place < next) {
      next--;
    } else if (place == next) {
      giveTurn(next);
    }
  }

  /// @return the round's result, to store and pass to [#decided] or [#undecided]; null if the round
  ///   continues
  synchronized @Nullable Result guess(Player player, String text) {
    if (!settings.free() && !player.equals(current())) {
      player.tell("error: not your turn");
      return null;
    }
    if (!text.matches("[+-]?[0-9]+")) {
      player.tell("error: not a number: " + Quote.of(PlainText.beginning(text, MOST_QUOTED)));
      return null;
    }
    int number = text.length() > 4 ? -1 : Integer.parseInt(text);
    if (number < 1 || number > Secrets.MOST) {
      player.tell(
          "error: not from 1 to " + Secrets.MOST + ": " + PlainText.beginning(text, MOST_QUOTED));
      return null;
    }
    if (deciding) {
      player.tell("error: the round is over");
      return null;
    }
    return count(player, number);
  }

  private @Nullable Result count(Player player, int number) {
    timer.cancel();
    guesses++;
    int secret = secrets.of(round);
    if (number == secret) {
      deciding = true;
      String after = guesses == 1 ? " after 1 guess" : " after " + guesses + " guesses";
      return new Result(
          player.name, player.name + " wins round " + round + " with " + secret + after);
    }
    String hint = number < secret ? "higher" : "lower";
    player.tell(hint);
    tellOthers(player.name + " guessed " + number + ": " + hint, player);
    if (guesses == GUESSES) {
      deciding = true;
      return new Result("", "nobody wins round " + round + "; the number was " + secret);
    }
    giveTurn(next + 1);
    return null;
  }

  /// A round's result is stored: announces it, and begins the next round.
  synchronized void decided(long number, Result result) {
    if (!result.winner().isEmpty()) {
      scores.count(result.winner());
    }
    tellOthers(result.text(), null);
    round = number + 1;
    guesses = 0;
    deciding = false;
    if (!players.isEmpty()) {
      tellRound();
      giveTurn(next + 1);
    }
  }

  /// The result could not be stored: the last guess is forgotten.
  synchronized void undecided(Player player, String why) {
    guesses--;
    deciding = false;
    player.tell("error: " + why + "; guess again");
    if (player.equals(current())) {
      awaitGuess();
    } else {
      giveTurn(next); // it has left meanwhile
    }
  }

  private @Nullable Player current() {
    return next < players.size() ? players.get(next) : null;
  }

  private void giveTurn(int place) {
    timer.cancel();
    next = players.isEmpty() ? 0 : place % players.size();
    Player player = current();
    if (player != null && !settings.free() && !deciding) {
      turn++;
      player.tell("your turn");
      awaitGuess();
    }
  }

  private void awaitGuess() {
    if (settings.free()) {
      return; // there are no turns to pass
    }
    long expected = turn;
    timer.set(settings.turnTimeout(), () -> timedOut(expected));
  }

  private synchronized void timedOut(long expected) {
    Player player = current();
    if (turn == expected && !deciding && player != null) {
      player.tell("your turn has passed");
      tellOthers(player.name + " has let the turn pass", player);
      giveTurn(next + 1);
    }
  }

  private void tellRound() {
    String names = players.stream().map(player -> player.name).collect(Collectors.joining(", "));
    int left = GUESSES - guesses;
    tellOthers(
        "round "
            + round
            + ": guess a number from 1 to "
            + Secrets.MOST
            + "; "
            + left
            + (left == 1 ? " guess" : " guesses")
            + "; players: "
            + names,
        null);
  }

  private void tellOthers(String line, @Nullable Player except) {
    Message message = Message.line(line);
    for (Player player : players) {
      if (!player.equals(except)) {
        player.outbox.send(message);
      }
    }
  }

  synchronized String top() {
    return scores.toString();
  }

  synchronized void tellAll(String line) {
    tellOthers(line, null);
  }

  @Override
  public void close() {
    timer.close();
  }
}
