package dev.heddle.cli.sim;

import dev.heddle.Server;
import dev.heddle.services.game.Game;
import dev.heddle.services.game.GameSettings;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A round has one winner, and turns pass in order. Stateless.
final class GameWorlds {
  private static final List<String> NAMES = List.of("ann", "bob", "cy");

  static final List<ServiceWorld> ALL =
      List.of(
          new ServiceWorld(
              "winner",
              "a round has one winner, and all see the same results",
              GameWorlds::aRoundHasOneWinnerAndAllSeeTheSameResults),
          new ServiceWorld(
              "turns",
              "players in turns are asked one after the other",
              GameWorlds::playersInTurnsAreAskedOneAfterTheOther));

  private GameWorlds() {}

  private static void aRoundHasOneWinnerAndAllSeeTheSameResults(World world) throws Exception {
    GameSettings settings = GameSettings.DEFAULT.withFree(true).withSeed(7L);
    var topics = new MemoryTopics();
    Server server = Caller.start(world, new Game(topics, settings).server());
    List<List<String>> seen = new ArrayList<>();
    List<Thread> players = new ArrayList<>();
    for (String name : NAMES) {
      List<String> own = new ArrayList<>();
      seen.add(own);
      players.add(
          world
              .host(name)
              .run(() -> {
                try (var player = new Caller()) {
                  player.says("join " + name).until("round ");
                  for (int i = 1; i <= 12; i++) {
                    player.says(String.valueOf(world.random().nextInt(100) + 1));
                  }
                  player.says("top").until("top");
                  own.addAll(
                      player.seen.stream().filter(line -> line.contains(" wins round")).toList());
                }
              }));
    }
    for (Thread player : players) {
      player.join();
    }
    List<Entry> stored = topics.topic("results").last(100);
    for (int i = 0; i < stored.size(); i++) {
      Expect.contains(" round " + (i + 1), stored.get(i).text());
    }
    List<String> texts = stored.stream().map(Entry::text).toList();
    seen.forEach(
        own -> Expect.that(texts.containsAll(own), own + " was seen, and stored " + texts));
    server.close();
  }

  private static void playersInTurnsAreAskedOneAfterTheOther(World world) throws Exception {
    GameSettings settings =
        GameSettings.DEFAULT.withSeed(7L).withTurnTimeout(Duration.ofMillis(20));
    Server server = Caller.start(world, new Game(new MemoryTopics(), settings).server());
    List<Thread> players = new ArrayList<>();
    for (String name : NAMES) {
      players.add(
          world
              .host(name)
              .run(() -> {
                try (var player = new Caller()) {
                  player.says("join " + name);
                  for (int i = 0; i < 4; i++) {
                    player.until("your turn");
                    Thread.sleep(world.random().nextInt(25));
                    player.says(String.valueOf(world.random().nextInt(100) + 1));
                  }
                }
              }));
    }
    for (Thread player : players) {
      player.join();
    }
    server.close();
  }
}
