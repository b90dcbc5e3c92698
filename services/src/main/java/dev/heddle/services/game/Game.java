package dev.heddle.services.game;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.services.lines.ClientLines;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topics;
import dev.heddle.services.turns.Seat;
import dev.heddle.services.turns.Turns;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Guess the number, in rounds, for several players. A round's result is stored before it is
/// announced, so the scores outlive the server. Several nodes can serve one table together.
///
/// Thread-safe: what the players share is in [Turns].
public final class Game implements Handler, ServerListener {
  /// How long the players may wait for the notice of the end, if results are being stored.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final String GREETING =
      "Welcome to game. Write join NAME to play, or top to see the scores.";

  private final Topics topics;
  private final @Nullable Company company;
  private final Turns<Table> turns;

  /// @param topics stores the results; closed with the server
  /// @throws IOException if the stored results cannot be read
  public Game(Topics topics, GameSettings settings) throws IOException {
    this(topics, null, settings);
  }

  /// A table that other nodes serve, too.
  ///
  /// @param topics has what all nodes do; closed with the server
  /// @param company the other nodes, left when the server closes; null for a table of its own
  /// @throws IOException likewise, or if the cluster cannot be reached
  public Game(Topics topics, @Nullable Company company, GameSettings settings) throws IOException {
    this.topics = topics;
    this.company = company;
    var setup = new Turns.Setup("game", settings.turnTimeout(), Terms.of(settings).toString());
    try {
      this.turns =
          company == null
              ? Turns.alone(
                  setup,
                  Table.of(""),
                  topics.topic("results"),
                  Integer.MAX_VALUE,
                  Turns.Listener.NONE)
              : Turns.shared(setup, Table::of, topics.topic("table"), company, Turns.Listener.NONE);
    } catch (IOException | RuntimeException e) {
      closeStorage();
      throw e;
    }
  }

  /// A server for this game.
  public Server.Builder server() {
    return Server.builder(this).listener(this).fewestConnections(2).limits(Limits.DEFAULT);
  }

  @Override
  public void handle(Connection connection) throws IOException {
    Seat player = turns.seat(connection.outbox());
    player.tell(GREETING);
    try {
      for (String line; (line = ClientLines.next(connection)) != null; ) {
        take(player, PlainText.of(line));
      }
    } finally {
      turns.leave(player);
    }
  }

  private void take(Seat player, String text) {
    if (text.equals("top")) {
      player.tell(turns.ask(Table::top));
    } else if (player.isIn()) {
      guess(player, text);
    } else if (text.startsWith("join ")) {
      join(player, text.substring(5).strip());
    } else {
      player.tell("error: write join NAME or top");
    }
  }

  private void guess(Seat player, String text) {
    try {
      turns.move(player, text);
    } catch (StorageException e) {
      player.tell("error: " + e.getMessage() + "; guess again");
    }
  }

  private void join(Seat player, String name) {
    try {
      turns.join(player, name);
    } catch (StorageException e) {
      player.tell("error: " + e.getMessage());
    }
  }

  @Override
  public void draining(Duration patience) throws InterruptedException {
    turns.stop(patience.compareTo(FAREWELL) < 0 ? patience : FAREWELL);
  }

  @Override
  public void closed() {
    turns.close();
    closeStorage();
  }

  private void closeStorage() {
    if (company != null) {
      company.close();
    }
    topics.close();
  }
}
