package dev.heddle.services.alert;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.services.lines.ClientLines;
import dev.heddle.services.lines.Operators.Attempt;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A ring of sentries takes turns; the server counts the alerts that they raise, and ends them
/// together. An alert is stored before it is announced, so the count outlives the server.
///
/// Thread-safe: what the participants share is in [SentryRing].
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
  private final Topic log;
  private final AlertSettings settings;
  private final SentryRing ring;
  private final ConcurrentMap<String, Integer> raised = new ConcurrentSkipListMap<>();
  private final AtomicReference<@Nullable Server> server = new AtomicReference<>();
  private final AtomicBoolean ending = new AtomicBoolean();

  /// @param topics stores the alerts; closed with the server
  /// @throws IOException if the stored alerts cannot be read, or end the service at once
  public Alert(Topics topics, AlertSettings settings) throws IOException {
    this.topics = topics;
    this.settings = settings;
    this.log = topics.topic("alerts");
    this.ring = new SentryRing(settings);
    try {
      log.subscribeToLast(1, this::received);
      Long most = settings.maxAlerts();
      if (most != null && ring.count() >= most) {
        throw new IOException(
            ring.count() + " alerts are stored already: --max-alerts " + most + " is too few");
      }
    } catch (IOException e) {
      closed();
      throw e;
    }
  }

  /// A server for this ring.
  public Server.Builder server() {
    return Server.builder(this).listener(this).fewestConnections(2).limits(Limits.DEFAULT);
  }

  @Override
  public void handle(Connection connection) throws IOException {
    var participant = new Participant(connection);
    participant.tell(GREETING);
    try {
      String line;
      boolean present = true;
      while (present && !isIn(participant)) {
        line = ClientLines.next(connection);
        present = line != null && arrive(participant, PlainText.of(line));
      }
      while (present) {
        line = ClientLines.next(connection);
        present = line != null && answer(participant, PlainText.of(line));
      }
    } finally {
      ring.leave(participant);
    }
  }

  private static boolean isIn(Participant participant) {
    return !participant.name.isEmpty();
  }

  private boolean arrive(Participant participant, String line) {
    if (line.startsWith("join ")) {
      ring.join(participant, line.substring(5).strip());
    } else if (line.equals("watch")) {
      participant.name = "a watcher"; // no sentry can be called that
      ring.watch(participant);
    } else if (line.equals("count")) {
      participant.tell("count " + ring.count());
    } else if (line.equals("bye")) {
      return ring.bye(participant);
    } else {
      participant.tell("error: write join NAME or watch");
    }
    return true;
  }

  /// @return false when the participant leaves
  private boolean answer(Participant participant, String line) {
    int blank = line.indexOf(' ');
    String rest = blank < 0 ? "" : line.substring(blank).strip();
    switch (blank < 0 ? line : line.substring(0, blank)) {
      case "" -> {}
      case "ok" -> ring.ok(participant);
      case "alert" -> raise(participant, rest);
      case "count" -> participant.tell("count " + ring.count());
      case "bye" -> {
        return ring.bye(participant);
      }
      case "/oper" -> {
        return makeOperator(participant, rest);
      }
      case "/shutdown" -> shutDown(participant);
      default -> participant.tell("error: write ok, alert TEXT, count or bye");
    }
    return true;
  }

  private void raise(Participant sentry, String text) {
    if (text.isEmpty()) {
      sentry.tell("error: write alert TEXT");
    } else if (text.codePointCount(0, text.length()) > LONGEST_ALERT) {
      sentry.tell("error: alert longer than " + LONGEST_ALERT + " characters");
    } else if (ring.beginAlert(sentry)) {
      boolean stored = false;
      try {
        log.append(sentry.name, text);
        stored = true;
      } catch (StorageException e) {
        sentry.tell("error: " + e.getMessage());
      } finally {
        Long most = settings.maxAlerts();
        if (most != null && ring.count() >= most) {
          ring.shutDown();
        }
        ring.endAlert(sentry, stored);
      }
      if (settings.maxAlerts() != null && ring.count() >= settings.maxAlerts()) {
        end();
      }
    }
  }

  /// Alerts are stored: they count. Called by the topic.
  private void received(List<Entry> entries) {
    for (Entry entry : entries) {
      if (server.get() != null) {
        String name = entry.author();
        boolean counted = raised.size() < MOST_NAMES || raised.containsKey(name);
        raised.merge(counted ? name : OTHERS, 1, Integer::sum);
      }
      ring.alerted(entry.sequence(), entry.author(), entry.text());
    }
  }

  /// @return false if the participant has guessed too often and is to leave
  private boolean makeOperator(Participant participant, String password) {
    switch (settings.operators().attempt(participant.address, password)) {
      case Attempt.Accepted() -> {
        participant.operator = true;
        participant.tell("you are an operator");
      }
      case Attempt.Rejected(String reason, boolean isGuess) -> {
        boolean last = isGuess && participant.countWrongPassword();
        participant.tell("error: " + (last ? "too many wrong passwords" : reason));
        return !last;
      }
    }
    return true;
  }

  private void shutDown(Participant participant) {
    if (participant.operator) {
      ring.shutDown();
      end();
    } else {
      participant.tell("error: only for operators; /oper PASSWORD makes you one");
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
  }

  @Override
  public void draining(Duration patience) throws InterruptedException {
    ring.shutDown();
    ring.awaitGoodbyes(patience.compareTo(GOODBYE) < 0 ? patience : GOODBYE);
  }

  @Override
  public void closed() {
    ring.close();
    topics.close();
    if (server.get() != null) {
      LOG.log(
          Level.INFO,
          "alert: {0} alerts in all; in this run: {1}",
          ring.count(),
          raised.isEmpty() ? "none" : new TreeMap<>(raised));
    }
  }
}
