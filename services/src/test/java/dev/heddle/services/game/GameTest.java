package dev.heddle.services.game;

import static dev.heddle.services.game.GameLines.guest;
import static dev.heddle.services.game.GameLines.round;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import dev.heddle.services.OnEngineForMany;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GameTest {
  private static final GameSettings SETTINGS =
      GameSettings.DEFAULT.withSeed(7L).withTurnTimeout(Duration.ofMinutes(1));

  private static Guests game(GameSettings settings, Engine engine) throws IOException {
    return Guests.of(new Game(new MemoryTopics(), settings).server(), engine);
  }

  private static int secret(long round) {
    return new Secrets(7).of(round);
  }

  @OnEngineForMany
  void playersGuessInTurnUntilOneWins(Engine engine) throws Exception {
    int high = secret(1) == 100 ? 99 : 100;
    String hint = secret(1) == 100 ? "higher" : "lower";
    try (Guests game = game(SETTINGS, engine)) {
      Guest ann = guest(game).says("50").sees("error: write join NAME or top");
      ann.says("join ann").sees(round(1, 10, "ann"), "your turn");
      Guest bob = guest(game).says("join ANN").sees("error: name taken: ANN");
      bob.says("join bob").sees(round(1, 10, "ann, bob"));
      ann.sees(round(1, 10, "ann, bob"));
      bob.says("5").sees("error: not your turn");
      ann.says("abc", "0", "101", "99999999999999999999");
      ann.sees("error: not a number: \"abc\"", "error: not from 1 to 100: 0");
      ann.sees("error: not from 1 to 100: 101", "error: not from 1 to 100: 99999999999999999999");
      ann.says(Integer.toString(high)).sees(hint);
      bob.sees("ann guessed " + high + ": " + hint, "your turn");
      Guest carl = guest(game).says("join carl").sees(round(1, 9, "ann, bob, carl"));
      bob.sees(round(1, 9, "ann, bob, carl")).says(Integer.toString(secret(1)));
      String win = "bob wins round 1 with " + secret(1) + " after 2 guesses";
      bob.sees(win, round(2, 10, "ann, bob, carl"));
      carl.sees(win, round(2, 10, "ann, bob, carl"), "your turn");
      carl.ends();
      assertThat(carl.rest()).isEmpty();
      ann.sees(round(1, 9, "ann, bob, carl"), win, round(2, 10, "ann, bob, carl"), "left: carl");
      ann.sees("your turn").says("top").sees("top: bob 1");
    }
  }

  @Test
  void afterTheLastGuessThereIsNoWinner() throws Exception {
    int wrong = secret(1) == 1 ? 2 : 1;
    String hint = wrong < secret(1) ? "higher" : "lower";
    try (Guests game = game(SETTINGS, Engine.virtual())) {
      Guest ann = guest(game).says("join ann").sees(round(1, 10, "ann"));
      for (int i = 0; i < 10; i++) {
        ann.sees("your turn").says(Integer.toString(wrong)).sees(hint);
      }
      ann.sees("nobody wins round 1; the number was " + secret(1), round(2, 10, "ann"));
      ann.says("top").sees("your turn", "top: nobody has won yet");
    }
  }

  @Test
  void aPlayerWhoLeavesOrDiesInItsTurnPassesItOn() throws Exception {
    try (Guests game = game(SETTINGS, Engine.virtual())) {
      Guest ann = guest(game).says("join ann").sees(round(1, 10, "ann"), "your turn");
      Guest bob = guest(game).says("join bob").sees(round(1, 10, "ann, bob"));
      Guest carl = guest(game).says("join carl").sees(round(1, 10, "ann, bob, carl"));
      ann.dies();
      bob.sees(round(1, 10, "ann, bob, carl"), "left: ann", "your turn").ends();
      carl.sees("left: ann", "left: bob", "your turn");
    }
  }

  @Test
  void aTurnWithoutAGuessPasses() throws Exception {
    try (Guests game = game(SETTINGS.withTurnTimeout(Duration.ofMillis(100)), Engine.virtual())) {
      Guest ann = guest(game).says("join ann").sees(round(1, 10, "ann"), "your turn");
      ann.sees("your turn has passed", "your turn");
      Guest bob = guest(game).says("join bob").sees(round(1, 10, "ann, bob"));
      assertThat(List.of(bob.line(), bob.line()))
          .contains("ann has let the turn pass", "your turn");
    }
  }

  @OnEngineForMany
  void ofTwoRightGuessesAtTheSameInstantOneWins(Engine engine) throws Exception {
    int rounds = 1000;
    try (Guests game = game(SETTINGS.withFree(true), engine)) {
      Guest ann = guest(game).says("join ann").sees(round(1, 10, "ann"));
      Guest bob = guest(game).says("join bob").sees(round(1, 10, "ann, bob"));
      ann.sees(round(1, 10, "ann, bob"));
      var together = new CyclicBarrier(2);
      var annsResults = new ArrayList<String>();
      var bobsResults = new ArrayList<String>();
      Thread other = Thread.ofPlatform().start(() -> guessAll(ann, rounds, together, annsResults));
      guessAll(bob, rounds, together, bobsResults);
      other.join();
      assertThat(annsResults).isEqualTo(bobsResults).hasSizeGreaterThanOrEqualTo(rounds);
      for (int round = 1; round <= rounds; round++) {
        assertThat(annsResults.get(round - 1))
            .matches("(ann|bob) wins round " + round + " with " + secret(round) + " after .*");
      }
    }
  }

  /// Guesses right in each round. A late guess counts in the next round, and may be right there,
  /// too: so both check the round before they continue.
  private static void guessAll(
      Guest guest, int rounds, CyclicBarrier together, List<String> results) {
    try {
      while (results.size() < rounds) {
        together.await();
        guest.says(Integer.toString(secret(results.size() + 1)), "top");
        readToTop(guest, results);
        together.await();
        guest.says("top");
        readToTop(guest, results);
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("after round " + results.size(), e);
    }
  }

  private static void readToTop(Guest guest, List<String> results) throws IOException {
    for (String line; !(line = guest.line()).startsWith("top: "); ) {
      if (line.contains(" wins round ")) {
        results.add(line);
      }
    }
  }

  @Test
  void scoresAndRoundsLastOverARestart(@TempDir Path directory) throws Exception {
    try (Guests game =
        Guests.of(
            new Game(SqliteTopics.open(directory, "game"), SETTINGS).server(), Engine.virtual())) {
      Guest ann = guest(game).says("join ann").sees(round(1, 10, "ann"), "your turn");
      ann.says(Integer.toString(secret(1)));
      ann.sees("ann wins round 1 with " + secret(1) + " after 1 guess", round(2, 10, "ann"));
    }
    try (Guests game =
        Guests.of(
            new Game(SqliteTopics.open(directory, "game"), SETTINGS).server(), Engine.virtual())) {
      Guest bob = guest(game).says("top").sees("top: ann 1");
      bob.says("join bob").sees(round(2, 10, "bob"), "your turn");
    }
  }
}
