package dev.heddle.services.game;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.services.lines.ClientLines;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Guess the number, in rounds, for several players. A round's result is stored before it is
/// announced, so the scores outlive the server.
///
/// Thread-safe: what the players share is in [GameTable].
public final class Game implements Handler, ServerListener {
  private static final String GREETING =
      "Welcome to game. Write join NAME to play, or top to see the scores.";

  private final Topics topics;
  private final Topic results;
  private final GameTable table;

  /// @param topics stores the results; closed with the server
  /// @throws StorageException if the stored results cannot be read
  public Game(Topics topics, GameSettings settings) throws StorageException {
    this.topics = topics;
    this.results = topics.topic("results");
    this.table = new GameTable(settings);
    try {
      results.subscribe(1, this::received);
    } catch (StorageException e) {
      closed();
      throw e;
    }
  }

  /// A server for this game.
  public Server.Builder server() {
    return Server.builder(this).listener(this).fewestConnections(2).limits(Limits.DEFAULT);
  }

  @Override
  public void handle(Connection connection) throws IOException {
    var player = new Player(connection.outbox());
    player.tell(GREETING);
    boolean joined = false;
    try {
      for (String line; (line = ClientLines.next(connection)) != null; ) {
        String text = PlainText.of(line);
        if (text.equals("top")) {
          player.tell(table.top());
        } else if (joined) {
          guess(player, text);
        } else if (text.startsWith("join ")) {
          joined = table.join(player, text.substring(5).strip());
        } else {
          player.tell("error: write join NAME or top");
        }
      }
    } finally {
      table.leave(player);
    }
  }

  private void guess(Player player, String text) {
    GameTable.Result result = table.guess(player, text);
    if (result != null) {
      try {
        results.append(result.winner(), result.text());
      } catch (StorageException e) {
        table.undecided(player, String.valueOf(e.getMessage()));
      }
    }
  }

  /// Results are stored. Called by the topic.
  private void received(List<Entry> entries) {
    for (Entry entry : entries) {
      table.decided(entry.sequence(), new GameTable.Result(entry.author(), entry.text()));
    }
  }

  @Override
  public void draining(Duration patience) {
    table.tellAll("the server is closing");
  }

  @Override
  public void closed() {
    table.close();
    topics.close();
  }
}
