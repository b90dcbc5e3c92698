package dev.heddle.cluster;

import static dev.heddle.services.game.GameLines.guest;
import static dev.heddle.services.game.GameLines.round;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import dev.heddle.services.game.Game;
import dev.heddle.services.game.GameSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A game on several nodes is one game.
class ClusterGameTest {
  private static final GameSettings SETTINGS =
      GameSettings.DEFAULT.withTurnTimeout(Duration.ofMinutes(1));

  @RegisterExtension private static final Nodes NODES = new Nodes();

  /// This test's game, on one node.
  private Guests node(NatsCluster cluster, GameSettings settings) throws IOException {
    String service = NODES.service();
    return NODES.serving(
        new Game(cluster.acts(service), cluster.company(service), settings).server());
  }

  private Guests node(GameSettings settings) throws IOException {
    return node(NODES.connected(), settings);
  }

  @Test
  void playersOnTwoNodesGuessInTurnUntilOneWins() throws Exception {
    Guest ann = guest(node(SETTINGS)).says("join ann").sees(round(1, 10, "ann"), "your turn");
    Guest bob = guest(node(SETTINGS)).says("join ANN").sees("error: name taken: ANN");
    bob.says("join bob").sees(round(1, 10, "ann, bob")).says("5").sees("error: not your turn");
    ann.sees(round(1, 10, "ann, bob"));
    // The number is the same on both nodes: each halves what the hints of both have left.
    int low = 1;
    int high = 100;
    List<Guest> players = List.of(ann, bob);
    List<String> names = List.of("ann", "bob");
    for (int i = 0; ; i++) {
      Guest player = players.get(i % 2);
      Guest other = players.get((i + 1) % 2);
      if (i > 0) {
        player.sees("your turn");
      }
      int guess = (low + high) / 2;
      player.says(Integer.toString(guess));
      String answer = player.line();
      String name = names.get(i % 2);
      if (answer.startsWith(name + " wins round 1 with " + guess + " after ")) {
        other.sees(answer, round(2, 10, "ann, bob"), "your turn");
        player.sees(round(2, 10, "ann, bob")).says("top").sees("top: " + name + " 1");
        guest(node(SETTINGS)).says("top").sees("top: " + name + " 1");
        return;
      }
      other.sees(name + " guessed " + guess + ": " + answer);
      low = answer.equals("higher") ? guess + 1 : low;
      high = answer.equals("lower") ? guess - 1 : high;
      assertThat(low).isLessThanOrEqualTo(high);
    }
  }

  @Test
  void eachRoundHasOneWinnerOnAllNodes() throws Exception {
    int rounds = 20;
    var results = new ArrayList<CompletableFuture<List<String>>>();
    var players = new ArrayList<Guest>();
    for (String name : List.of("ann", "bob", "cy")) {
      Guest player = guest(node(SETTINGS.withFree(true))).says("join " + name);
      player.line();
      players.add(player);
    }
    for (Guest player : players) {
      results.add(
          CompletableFuture.supplyAsync(() -> results(player, rounds), Thread::startVirtualThread));
    }
    List<String> first = results.getFirst().join();
    for (CompletableFuture<List<String>> each : results) {
      assertThat(each.join()).isEqualTo(first);
    }
    for (int i = 1; i <= rounds; i++) {
      assertThat(first.get(i - 1)).contains(" round " + i);
    }
  }

  /// Guesses number after number, without waiting for the others, and sees how rounds end.
  private static List<String> results(Guest player, int rounds) {
    try {
      var results = new ArrayList<String>();
      int guess = 1;
      player.says("1");
      while (results.size() < rounds) {
        String line = player.line();
        boolean isResult = line.contains(" wins round ");
        if (isResult) {
          results.add(line);
        }
        if (isResult || line.equals("higher") || line.equals("lower") || line.startsWith("error")) {
          guess = guess % 100 + 1;
          player.says(Integer.toString(guess));
        }
      }
      return results;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNodeThatEndsWhileNatsIsLostTellsItsPlayersAtOnce() throws Exception {
    Guests node = node(SETTINGS);
    Guest ann = guest(node).says("join ann").sees(round(1, 10, "ann"), "your turn");
    NODES.servers().kill(0);
    try {
      CompletableFuture<Boolean> drained = node.drained();
      ann.sees("the server is closing").close();
      assertThat(drained.join()).isTrue();
    } finally {
      NODES.servers().restart(0);
    }
  }

  @Test
  void theGameGoesOnWithoutANodeThatIsCutOff() throws Exception {
    Guest ann = guest(node(SETTINGS)).says("join ann").sees(round(1, 10, "ann"), "your turn");
    NatsCluster dead = NODES.connected();
    Guest bob = guest(node(dead, SETTINGS)).says("join bob").sees(round(1, 10, "ann, bob"));
    ann.sees(round(1, 10, "ann, bob"));
    dead.close(); // not the game: it is cut off
    ann.sees("left: bob");
    bob.says("5").sees("error: not your turn");
    Guest later = guest(node(SETTINGS)).says("join bob").sees(round(1, 10, "ann, bob"));
    ann.sees(round(1, 10, "ann, bob")).ends();
    later.sees("left: ann", "your turn");
  }
}
