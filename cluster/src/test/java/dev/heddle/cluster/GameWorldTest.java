package dev.heddle.cluster;

import dev.heddle.services.game.Game;
import dev.heddle.services.game.GameSettings;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A game over several nodes has one winner a round, in each order in which nodes, players and the
/// servers may act.
class GameWorldTest {
  private static final GameSettings SETTINGS =
      GameSettings.DEFAULT.withTurnTimeout(Duration.ofMillis(500));

  @Test
  void aRoundHasOneNumberAndOneWinnerOnAllNodes() {
    Simulation.of(GameWorldTest::game).seeds(100).run().requireSuccess();
  }

  private static void game(World world) throws Exception {
    try (WorldNodes nodes =
        WorldNodes.start(world, (acts, company) -> new Game(acts, company, SETTINGS).server())) {
      new WorldGame(world, nodes).play();
    }
  }
}
