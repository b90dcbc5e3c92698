package dev.heddle.services.alert;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.services.lines.ClientLines;
import dev.heddle.services.lines.Operators.Attempt;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topics;
import dev.heddle.services.turns.Rules.Fact;
import dev.heddle.services.turns.Turns;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A ring of sentries takes turns; the server counts the alerts that they raise, and ends them
/// together. An alert is stored before it is announced, so the count outlives the server. Several
/// nodes can serve one ring together.
///
/// Thread-safe: what the participants share is in [Turns].
public final class Alert implements Handler, ServerListener {
  private static final Logger LOG = System.getLogger("dev.heddle.alert");

  private static final String GREETING =
      "Welcome to alert. Write join NAME to take turns, or watch to look on.";

  /// How long the participants have to say goodbye.
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private static final int LONGEST_ALERT = 2000;

  /// How many names the totals have; what others have raised is counted together.
  private static final int MOST_NAMES = 1000;

  private static final String OTHERS = "(others)";

  private final Topics topics;
  private final @Nullable Company company;
  private final AlertSettings settings;
  private final Turns<Ring> turns;
  private final ConcurrentMap<String, Integer> raised = new ConcurrentSkipListMap<>();
  private final AtomicReference<@Nullable Server> server = new AtomicReference<>();
  private final AtomicBoolean ending = new AtomicBoolean();

  /// @param topics stores the alerts; closed with the server
  /// @throws IOException if the stored alerts cannot be read, or end the service at once
  public Alert(Topics topics, AlertSettings settings) throws IOException {
    this(topics, null, settings);
  }

  /// A ring that other nodes serve, too.
  ///
  /// @param topics has what all nodes do; closed with the server
  /// @param company the other nodes, left when the server closes; null for a ring of its own
  /// @throws IOException likewise, or if the cluster cannot be reached
  public Alert(Topics topics, @Nullable Company company, AlertSettings settings)
      throws IOException {
    this.topics = topics;
    this.company = company;
    this.settings = settings;
    var setup = new Turns.Setup("alert", settings.turnTimeout(), Terms.of(settings).toString());
    var listener = new Listener();
    try {
      this.turns =
          company == null
              ? Turns.alone(setup, Ring.of(""), topics.topic("alerts"), 1, listener)
              : Turns.shared(setup, Ring::of, topics.topic("ring"), company, listener);
    } catch (IOException | RuntimeException e) {
      closeStorage();
      throw e;
    }
    Long most = settings.maxAlerts();
    if (most != null && count() >= most) {
      closed();
      throw new IOException(
          count() + " alerts are stored already: --max-alerts " + most + " is too low");
    }
  }

  /// A server for this ring.
  public Server.Builder server() {
    return Server.builder(this).listener(this).fewestConnections(2).limits(Limits.DEFAULT);
  }

  @Override
  public void handle(Connection connection) throws IOException {
    var client = new AlertClient(connection, turns.seat(connection.outbox()));
    client.tell(GREETING);
    try {
      boolean present = true;
      for (String line; present && (line = ClientLines.next(connection)) != null; ) {
        present = take(client, PlainText.of(line));
      }
    } finally {
      turns.leave(client.seat);
    }
  }

  /// @return false when the participant leaves
  private boolean take(AlertClient client, String line) {
    try {
      return client.seat.isIn() ? answer(client, line) : arrive(client, line);
    } catch (StorageException e) {
      client.tell("error: " + e.getMessage());
      return true;
    }
  }

  private boolean arrive(AlertClient client, String line) throws StorageException {
    if (line.startsWith("join ")) {
      turns.join(client.seat, line.substring(5).strip());
    } else if (line.equals("watch")) {
      turns.watch(client.seat, ring -> "watching; count " + ring.count());
    } else if (line.equals("count")) {
      client.tell("count " + count());
    } else if (line.equals("bye")) {
      return turns.bye(client.seat);
    } else {
      client.tell("error: write join NAME or watch");
    }
    return true;
  }

  private boolean answer(AlertClient client, String line) throws StorageException {
    int blank = line.indexOf(' ');
    String rest = blank < 0 ? "" : line.substring(blank).strip();
    switch (blank < 0 ? line : line.substring(0, blank)) {
      case "" -> {}
      case "ok" -> turns.move(client.seat, Ring.OK);
      case "alert" -> raise(client, rest);
      case "count" -> client.tell("count " + count());
      case "bye" -> {
        return turns.bye(client.seat);
      }
      case "/oper" -> {
        return makeOperator(client, rest);
      }
      case "/shutdown" -> shutDown(client);
      default -> client.tell("error: write ok, alert TEXT, count or bye");
    }
    return true;
  }

  private long count() {
    return turns.ask(Ring::count);
  }

  private void raise(AlertClient sentry, String text) throws StorageException {
    if (text.isEmpty()) {
      sentry.tell("error: write alert TEXT");
    } else if (text.codePointCount(0, text.length()) > LONGEST_ALERT) {
      sentry.tell("error: alert longer than " + LONGEST_ALERT + " characters");
    } else {
      turns.move(sentry.seat, Ring.ALERT + text);
    }
  }

  /// @return false if the participant has guessed too often and is to leave
  private boolean makeOperator(AlertClient client, String password) {
    switch (settings.operators().attempt(client.address, password)) {
      case Attempt.Accepted() -> {
        client.operator = true;
        client.tell("you are an operator");
      }
      case Attempt.Rejected(String reason, boolean isGuess) -> {
        boolean last = isGuess && client.countWrongPassword();
        client.tell("error: " + (last ? "too many wrong passwords" : reason));
        return !last;
      }
    }
    return true;
  }

  private void shutDown(AlertClient client) throws StorageException {
    if (client.operator) {
      turns.end();
    } else {
      client.tell("error: only for operators; /oper PASSWORD makes you one");
    }
  }

  /// Drains the server, on a thread of its own: the drain waits for the caller, among others.
  private void end() {
    Server own = server.get();
    if (own != null && ending.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .name("heddle-alert-end")
          .start(() -> {
            try {
              own.drain(GOODBYE.multipliedBy(2));
            } catch (InterruptedException e) {
              own.close();
            }
          });
    }
  }

  @Override
  public void started(Server started) {
    server.set(started);
    if (turns.isOver()) {
      end(); // by another node, just now
    }
  }

  @Override
  public void draining(Duration patience) throws InterruptedException {
    Duration least = patience.compareTo(GOODBYE) < 0 ? patience : GOODBYE;
    turns.stop(least);
    turns.awaitGoodbyes(least);
  }

  @Override
  public void closed() {
    turns.close();
    closeStorage();
    if (server.get() != null) {
      LOG.log(
          Level.INFO,
          "alert: {0} alerts in all; in this run: {1}",
          count(),
          raised.isEmpty() ? "none" : new TreeMap<>(raised));
    }
  }

  private void closeStorage() {
    if (company != null) {
      company.close();
    }
    topics.close();
  }

  private final class Listener implements Turns.Listener {
    /// An alert counts.
    @Override
    public void recorded(Fact alert) {
      String name = alert.author();
      boolean counted = raised.size() < MOST_NAMES || raised.containsKey(name);
      raised.merge(counted ? name : OTHERS, 1, Integer::sum);
    }

    @Override
    public void ended() {
      end();
    }
  }
}
