package dev.heddle.cli.sim;

import dev.heddle.ConnectionEndedException;
import dev.heddle.Server;
import dev.heddle.services.alert.Alert;
import dev.heddle.services.alert.AlertSettings;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.sim.World;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Sentries take turns, and what they raise is counted once. Stateless.
final class AlertWorlds {
  private static final List<String> NAMES = List.of("ann", "bob", "cy");

  static final List<ServiceWorld> ALL =
      List.of(
          new ServiceWorld(
              "turns",
              "one sentry at a time has the turn, and each alert counts once",
              AlertWorlds::oneSentryAtATimeHasTheTurnAndEachAlertCountsOnce));

  private AlertWorlds() {}

  private static void oneSentryAtATimeHasTheTurnAndEachAlertCountsOnce(World world)
      throws Exception {
    AlertSettings settings = AlertSettings.DEFAULT.withTurnTimeout(Duration.ofMillis(20));
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
    Expect.equal(4, topics.topic("alerts").last(10).size(), "alerts stored");
    Expect.equal(0L, (long) server.stats().active(), "connections at the end");
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
        Expect.that(e.getMessage() != null, "why it ended");
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
          Expect.startsWith("turn " + ++turn + ": ", line);
          holder = line.substring(line.indexOf(": ") + 2);
        } else if (line.startsWith("ok: ") || line.startsWith("skipped: ")) {
          Expect.endsWith(": " + holder, line);
        } else if (line.startsWith("alert ")) {
          Expect.startsWith("alert " + ++alerts + ' ' + holder + ": ", line);
        }
      }
      watcher.says("bye").rest();
      List<Entry> stored = topics.topic("alerts").last(10);
      Expect.that(
          watcher.seen.contains("shutdown " + stored.size()), stored.size() + " alerts are stored");
    }
  }
}
