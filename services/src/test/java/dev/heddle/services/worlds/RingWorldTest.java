package dev.heddle.services.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.ConnectionEndedException;
import dev.heddle.Server;
import dev.heddle.services.alert.Alert;
import dev.heddle.services.alert.AlertSettings;
import dev.heddle.services.game.Game;
import dev.heddle.services.game.GameSettings;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.sim.World;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Those who take turns: one at a time, and what they reach is counted once.
class RingWorldTest {
  private static final List<String> NAMES = List.of("ann", "bob", "cy");

  @Test
  void oneSentryAtATimeHasTheTurnAndEachAlertCountsOnce() {
    AlertSettings settings = AlertSettings.DEFAULT.withTurnTimeout(Duration.ofMillis(20));
    Caller.check(world -> {
      var topics = new MemoryTopics();
      Server server = Caller.start(world, new Alert(topics, settings.withMaxAlerts(4L)).server());
      List<Thread> all = new ArrayList<>();
      var watching = new CountDownLatch(1);
      all.add(world.host("watcher").run(() -> watch(topics, watching)));
      watching.await();
      for (String name : NAMES) {
        all.add(world.host(name).run(() -> stand(world, name)));
      }
      server.awaitTermination();
      for (Thread each : all) {
        each.join();
      }
      assertThat(topics.topic("alerts").last(10).size()).isEqualTo(4);
      assertThat(server.stats().active()).isZero();
    });
  }

  /// Answers, is silent, raises alerts, dies and comes again.
  private static void stand(World world, String name) throws Exception {
    for (int life = 0; ; life++) {
      try (var sentry = new Caller()) {
        sentry.says("join " + name + life);
        for (String line; (line = sentry.line()) != null; ) {
          if (line.startsWith("shutdown")) {
            sentry.says("bye");
          } else if (line.startsWith("turn ")) {
            switch (world.random().nextInt(4)) {
              case 0 -> sentry.says("ok");
              case 1 -> sentry.says("alert fire");
              case 2 -> {
                sentry.says("alert as it dies");
                sentry.dies();
              }
              default -> Thread.sleep(world.random().nextInt(25));
            }
          }
        }
      } catch (ConnectException e) {
        return;
      } catch (ConnectionEndedException e) {
        assertThat(e).isNotNull(); // it has died, or was removed
      }
    }
  }

  private static void watch(MemoryTopics topics, CountDownLatch watching) throws Exception {
    try (var watcher = new Caller()) {
      watcher.says("watch").until("watching");
      watching.countDown();
      long turn = 0;
      long alerts = 0;
      String holder = "";
      for (String line; (line = watcher.line()) != null && !line.startsWith("shutdown"); ) {
        if (line.startsWith("turn ")) {
          assertThat(line).startsWith("turn " + ++turn + ": ");
          holder = line.substring(line.indexOf(": ") + 2);
        } else if (line.startsWith("ok: ") || line.startsWith("skipped: ")) {
          assertThat(line).endsWith(": " + holder);
        } else if (line.startsWith("alert ")) {
          assertThat(line).startsWith("alert " + ++alerts + ' ' + holder + ": ");
        }
      }
      watcher.says("bye").rest();
      List<Entry> stored = topics.topic("alerts").last(10);
      assertThat(watcher.seen).contains("shutdown " + stored.size());
    }
  }

  @Test
  void aRoundHasOneWinnerAndAllSeeTheSameResults() {
    GameSettings settings = GameSettings.DEFAULT.withFree(true).withSeed(7L);
    Caller.check(world -> {
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
        assertThat(stored.get(i).text()).contains(" round " + (i + 1));
      }
      List<String> texts = stored.stream().map(Entry::text).toList();
      seen.forEach(own -> assertThat(texts).containsAll(own));
      server.close();
    });
  }

  @Test
  void playersInTurnsAreAskedOneAfterTheOther() {
    GameSettings settings =
        GameSettings.DEFAULT.withSeed(7L).withTurnTimeout(Duration.ofMillis(20));
    Caller.check(world -> {
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
    });
  }
}
