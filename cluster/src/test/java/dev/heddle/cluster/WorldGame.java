package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.ConnectionEndedException;
import dev.heddle.sim.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A game over the nodes of a world, while nodes sleep and are taken for dead: who plays, and what
/// all must have seen. Belongs to the world's threads.
final class WorldGame {
  private static final int ROUNDS = 4;
  private static final int PLAYERS = 4;

  private static final Pattern BEGINNING = Pattern.compile("round (\\d+): .*");
  private static final Pattern HINT = Pattern.compile("(?:.* guessed (\\d+): )?(higher|lower)");
  private static final Pattern END =
      Pattern.compile(".* wins round (\\d+)(?: with|; the number was) (\\d+).*");

  private final World world;
  private final WorldNodes nodes;
  private final List<List<String>> seen = new CopyOnWriteArrayList<>(); // by each connection
  private int ended; // rounds

  WorldGame(World world, WorldNodes nodes) {
    this.world = world;
    this.nodes = nodes;
  }

  void play() throws Exception {
    var players = new ArrayList<Thread>();
    for (int i = 0; i < PLAYERS; i++) {
      String name = "p" + i;
      players.add(world.host(name).run(() -> play(name)));
    }
    Thread faults = world.run("faults", nodes::sleepAndDie);
    for (Thread player : players) {
      player.join();
    }
    faults.join();
    requireRounds();
    world.host("witness").run(this::compareScores).join();
  }

  /// Takes part, dies and comes again, at any node, until enough rounds have ended.
  private void play(String name) throws Exception {
    for (int life = 0; ended < ROUNDS; life++) {
      var lines = new CopyOnWriteArrayList<String>();
      seen.add(lines);
      try (Client client = Client.builder().build();
          Connection connection = client.connect(nodes.anyAddress())) {
        connection.readTimeout(Duration.ofSeconds(30));
        String join = "join " + name + '-' + life;
        say(connection, join);
        var range = new Range();
        for (String line; ended < ROUNDS && (line = connection.readLine()) != null; ) {
          lines.add(line);
          range.narrow(line);
          react(connection, line, join, range);
        }
      } catch (ConnectionEndedException e) {
        // It has died, or was taken for dead.
      }
    }
  }

  private void react(Connection connection, String line, String join, Range range)
      throws IOException, InterruptedException {
    Matcher end = END.matcher(line);
    if (end.matches()) {
      ended = Math.max(ended, Integer.parseInt(end.group(1)));
    } else if (line.startsWith("error: cannot")) {
      Thread.sleep(200);
      say(connection, join); // an error if it has joined
    } else if (line.equals("your turn")) {
      switch (world.random().nextInt(8)) {
        case 0 -> Thread.sleep(world.random().nextInt(600));
        case 1 -> {
          say(connection, range.guess());
          connection.abort();
        }
        default -> say(connection, range.guess());
      }
    }
  }

  /// Where the number of a round can be, by what a player has seen of it.
  private static final class Range {
    private String round = "";
    private int low = 1;
    private int high = 100;
    private int own;

    void narrow(String line) {
      Matcher beginning = BEGINNING.matcher(line);
      Matcher hint = HINT.matcher(line);
      if (beginning.matches() && !beginning.group(1).equals(round)) {
        round = beginning.group(1);
        low = 1;
        high = 100;
      } else if (hint.matches()) {
        int guess = hint.group(1) == null ? own : Integer.parseInt(hint.group(1));
        low = hint.group(2).equals("higher") ? Math.max(low, guess + 1) : low;
        high = hint.group(2).equals("lower") ? Math.min(high, guess - 1) : high;
        assertThat(low).as(line).isLessThanOrEqualTo(high);
      }
    }

    String guess() {
      own = (low + high) / 2;
      return Integer.toString(own);
    }
  }

  /// All have seen each round end alike, and none has missed one while it was connected.
  private void requireRounds() {
    Map<Integer, String> ends = new HashMap<>();
    for (List<String> lines : seen) {
      int before = 0;
      for (String line : lines) {
        Matcher end = END.matcher(line);
        if (end.matches()) {
          int round = Integer.parseInt(end.group(1));
          assertThat(ends.merge(round, line, (first, again) -> first)).isEqualTo(line);
          assertThat(before).as(line).isIn(0, round - 1);
          before = round;
        }
      }
    }
    assertThat(ends).isNotEmpty();
  }

  /// Once all nodes have read all, their scores are the same.
  private void compareScores() throws Exception {
    List<String> tops = List.of();
    for (int i = 0; i < 600 && (tops.isEmpty() || tops.stream().distinct().count() > 1); i++) {
      Thread.sleep(100);
      tops = new ArrayList<>();
      for (int node = 0; node < WorldNodes.COUNT; node++) {
        tops.add(top(nodes.address(node)));
      }
    }
    assertThat(tops).containsOnly(tops.getFirst());
  }

  private static String top(InetSocketAddress node) throws IOException {
    try (Client client = Client.builder().build();
        Connection connection = client.connect(node)) {
      say(connection, "top");
      String line = connection.readLine();
      while (line != null && !line.startsWith("top:")) {
        line = connection.readLine();
      }
      return String.valueOf(line);
    }
  }

  private static void say(Connection connection, String line) throws IOException {
    connection.writeLine(line);
    connection.flush();
  }
}
