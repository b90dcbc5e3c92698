package dev.heddle.services.alert;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.turns.Act;
import dev.heddle.services.turns.Notice;
import dev.heddle.services.turns.Participant;
import dev.heddle.services.turns.ParticipantId;
import dev.heddle.services.turns.Rules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sentries in the order of their turns, and the count of their alerts.
///
/// ```
///   WAITING ──enough have joined──▶ RUNNING ──end──▶ WAITING, for another ring
/// ```
///
/// A move is `ok` or `alert TEXT`. Not thread-safe.
final class Ring implements Rules {
  static final String OK = "ok";

  static final String ALERT = "alert ";

  private static final int MOST_MISSED = 3;

  /// Each alert is sent to all sentries, so this bounds its cost.
  private static final int MOST_SENTRIES = 10_000;

  private static final String FULL = "the ring is full: " + MOST_SENTRIES + " sentries";

  private final Deque<Sentry> sentries = new ArrayDeque<>(); // if running, the first has the turn
  private Terms terms = new Terms(1, 0); // of the node of the first sentry that came
  private boolean running;
  private long turn;
  private long count;

  /// @param state as from [#state]; "" for a new ring
  static Ring of(String state) {
    var ring = new Ring();
    if (!state.isEmpty()) {
      ring.restore(state.split("\n", -1));
    }
    return ring;
  }

  private void restore(String[] lines) {
    String[] words = lines[0].split(" ", 4);
    running = Boolean.parseBoolean(words[0]);
    turn = Long.parseLong(words[1]);
    count = Long.parseLong(words[2]);
    terms = Terms.of(words[3]);
    for (int i = 1; i < lines.length; i++) {
      sentries.add(Sentry.of(lines[i]));
    }
  }

  @Override
  public String state() {
    var text = new StringBuilder();
    text.append(running).append(' ').append(turn).append(' ').append(count);
    text.append(' ').append(terms);
    sentries.forEach(sentry -> text.append('\n').append(sentry));
    return text.toString();
  }

  @Override
  public void remember(Entry alert) {
    count = alert.sequence();
  }

  long count() {
    return count;
  }

  @Override
  public long turn() {
    return turn;
  }

  @Override
  public @Nullable ParticipantId holder() {
    Sentry first = running ? sentries.peek() : null;
    return first == null ? null : first.id();
  }

  @Override
  public List<ParticipantId> participants() {
    return Participant.participants(sentries);
  }

  @Override
  public String farewell() {
    return "shutdown " + count;
  }

  @Override
  public @Nullable String refusal(Act act) {
    return switch (act) {
      case Act.Join join -> Participant.refusal(join, sentries, MOST_SENTRIES, FULL);
      case Act.Move(long on, ParticipantId id, _) ->
          on == turn && id.equals(holder()) ? null : "not your turn";
      case Act.Miss(long on) -> on == turn && holder() != null ? null : "not the turn";
      case Act.Leave _, Act.Gone _, Act.End _ -> null;
    };
  }

  /// An alert.
  @Override
  public @Nullable Fact fact(Act act) {
    Sentry first = sentries.peek();
    return first != null
            && act instanceof Act.Move(_, _, String text)
            && text.startsWith(ALERT)
            && refusal(act) == null
        ? new Fact(first.name(), text.substring(ALERT.length()))
        : null;
  }

  @Override
  public List<Notice> apply(Act act) {
    var notices = new ArrayList<Notice>();
    switch (act) {
      case Act.Join join -> join(join, notices);
      case Act.Leave(ParticipantId id) -> remove(id::equals, notices);
      case Act.Gone gone -> {
        notices.addAll(Notice.of(gone, participants()));
        remove(gone::includes, notices);
      }
      case Act.Move move -> move(fact(move), notices);
      case Act.Miss _ -> miss(notices);
      case Act.End() -> end(notices);
    }
    return notices;
  }

  private void join(Act.Join join, List<Notice> notices) {
    if (sentries.isEmpty()) {
      terms = Terms.of(join.terms());
    }
    ParticipantId id = join.id();
    sentries.add(new Sentry(id, join.name(), 0));
    int present = sentries.size();
    String places = present + " of " + Math.max(terms.size(), present);
    notices.add(new Notice.Seated(id));
    notices.add(new Notice.To(id, "welcome " + join.name() + ": " + places));
    notices.add(new Notice.Watchers("joined: " + join.name()));
    if (running) {
      notices.add(new Notice.To(id, "start"));
      if (present == 1) {
        giveTurn(notices);
      }
    } else if (present == terms.size()) {
      running = true;
      notices.add(new Notice.All("start", null));
      giveTurn(notices);
    }
  }

  private void remove(Predicate<ParticipantId> who, List<Notice> notices) {
    ParticipantId before = holder();
    for (Sentry sentry : List.copyOf(sentries)) {
      if (who.test(sentry.id())) {
        sentries.remove(sentry);
        notices.add(new Notice.Watchers("left: " + sentry.name()));
      }
    }
    if (before != null && who.test(before)) {
      giveTurn(notices);
    }
  }

  private void move(@Nullable Fact alert, List<Notice> notices) {
    Sentry sentry = sentries.remove();
    sentries.add(sentry.missing(0));
    if (alert == null) {
      notices.add(new Notice.Watchers("ok: " + sentry.name()));
    } else {
      count++;
      notices.add(
          new Notice.All("alert " + count + ' ' + alert.author() + ": " + alert.text(), null));
      notices.add(new Notice.Recorded(alert));
    }
    if (alert != null && terms.mostAlerts() > 0 && count >= terms.mostAlerts()) {
      end(notices);
    } else {
      giveTurn(notices);
    }
  }

  private void miss(List<Notice> notices) {
    Sentry silent = sentries.remove();
    int missed = silent.missed() + 1;
    String how = missed < MOST_MISSED ? "skipped" : "removed";
    if (missed < MOST_MISSED) {
      sentries.add(silent.missing(missed));
      notices.add(new Notice.To(silent.id(), how));
    } else {
      notices.add(
          new Notice.Removed(silent.id(), how + ": no answer to " + MOST_MISSED + " turns"));
    }
    notices.add(new Notice.Watchers(how + ": " + silent.name()));
    giveTurn(notices);
  }

  private void giveTurn(List<Notice> notices) {
    Sentry next = sentries.peek();
    if (next != null) {
      turn++;
      notices.add(new Notice.To(next.id(), "turn " + turn));
      notices.add(new Notice.Watchers("turn " + turn + ": " + next.name()));
    }
  }

  private void end(List<Notice> notices) {
    sentries.clear();
    running = false;
    notices.add(new Notice.Ended());
  }
}
