package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.ConnectionEndedException;
import dev.heddle.Server;
import dev.heddle.services.alert.Alert;
import dev.heddle.services.alert.AlertSettings;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.World;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// A ring over several nodes has one turn at a time, in each order in which nodes, sentries and the
/// servers may act, while nodes sleep and are taken for dead.
class AlertWorldTest {
  private static final long ENOUGH = 8;

  private static final AlertSettings SETTINGS =
      AlertSettings.DEFAULT.withTurnTimeout(Duration.ofMillis(500)).withMaxAlerts(ENOUGH);

  @Test
  void oneSentryActsInATurnAndEachAlertCountsOnceOnAllNodes() {
    Simulation.of(AlertWorldTest::ring).seeds(100).run().requireSuccess();
  }

  private static void ring(World world) throws Exception {
    WorldNodes nodes =
        WorldNodes.start(world, (acts, company) -> new Alert(acts, company, SETTINGS).server());
    var watching = new CountDownLatch(WorldNodes.COUNT);
    List<List<String>> seen = new ArrayList<>();
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < WorldNodes.COUNT; i++) {
      InetSocketAddress node = nodes.address(i);
      List<String> lines = new ArrayList<>();
      seen.add(lines);
      clients.add(world.host("watcher" + i).run(() -> lines.addAll(watch(node, watching))));
    }
    watching.await();
    for (int i = 0; i < WorldNodes.COUNT + 1; i++) {
      String name = "s" + i;
      clients.add(world.host(name).run(() -> stand(world, nodes, name)));
    }
    Thread faults = world.run("faults", nodes::sleepAndDie);
    for (Server server : nodes.servers()) {
      server.awaitTermination();
    }
    for (Thread client : clients) {
      client.join();
    }
    faults.join();
    nodes.close();
    for (List<String> lines : seen) {
      assertThat(lines).isEqualTo(seen.getFirst());
    }
    requireTurns(seen.getFirst());
  }

  /// Each turn has the next number and one holder, and one act of the holder ends it.
  private static void requireTurns(List<String> lines) {
    long turn = 0;
    long alerts = 0;
    String holder = "";
    for (String line : lines) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "turn" -> {
          assertThat(holder).as(line).isEmpty();
          assertThat(words[1]).isEqualTo(++turn + ":");
          holder = words[2];
        }
        case "ok:", "skipped:", "removed:" -> {
          assertThat(words[1]).as(line).isEqualTo(holder);
          holder = "";
        }
        case "alert" -> {
          assertThat(words[1]).isEqualTo(Long.toString(++alerts));
          assertThat(words[2]).as(line).isEqualTo(holder + ':');
          assertThat(words[3]).as("the turn in which it was said").isEqualTo(Long.toString(turn));
          holder = "";
        }
        case "left:" -> holder = words[1].equals(holder) ? "" : holder;
        default -> assertThat(words[0]).as(line).isIn("joined:", "start", "shutdown");
      }
    }
    assertThat(alerts).isEqualTo(ENOUGH);
    assertThat(lines).endsWith("shutdown " + ENOUGH);
  }

  private static List<String> watch(InetSocketAddress node, CountDownLatch watching)
      throws IOException {
    try (Client client = Client.builder().build();
        Connection connection = client.connect(node)) {
      say(connection, "watch");
      var lines = new ArrayList<String>();
      for (String line; (line = connection.readLine()) != null; ) {
        if (line.startsWith("watching")) {
          watching.countDown();
          lines.clear();
        } else {
          lines.add(line);
        }
        if (line.startsWith("shutdown")) {
          say(connection, "bye");
        }
      }
      return lines;
    }
  }

  /// Answers, is silent, raises alerts, dies and comes again, to any node.
  private static void stand(World world, WorldNodes nodes, String name) throws Exception {
    for (int life = 0; ; life++) {
      try (Client client = Client.builder().build();
          Connection connection = client.connect(nodes.anyAddress())) {
        say(connection, "join " + name + '-' + life);
        for (String line; (line = connection.readLine()) != null; ) {
          react(world, connection, line, name + '-' + life);
        }
      } catch (ConnectException e) {
        return; // the ring has ended
      } catch (ConnectionEndedException e) {
        // It has died, or the server has.
      }
    }
  }

  private static void react(World world, Connection connection, String line, String name)
      throws IOException, InterruptedException {
    if (line.startsWith("error: cannot")) {
      Thread.sleep(200);
      say(connection, "join " + name); // an error if it has joined
    } else if (line.startsWith("shutdown")) {
      say(connection, "bye");
    } else if (line.startsWith("turn ")) {
      String turn = line.substring(5);
      switch (world.random().nextInt(5)) {
        case 0 -> say(connection, "ok");
        case 1, 2 -> say(connection, "alert " + turn + " fire");
        case 3 -> {
          say(connection, "alert " + turn + " as it dies");
          connection.abort();
        }
        default -> Thread.sleep(world.random().nextInt(600));
      }
    }
  }

  private static void say(Connection connection, String line) throws IOException {
    connection.writeLine(line);
    connection.flush();
  }
}
