package dev.heddle.services.alert;

import dev.heddle.Message;
import dev.heddle.services.lines.NameRules;
import dev.heddle.services.lines.TurnTimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The sentries in the order of their turns, and the watchers.
///
/// ```
///   WAITING ──N have joined──▶ RUNNING ──shut down──▶ STOPPING
///      └──────────────────────────────────────────────▲
/// ```
///
/// Thread-safe: `lock` guards everything; under it, output is only queued. An alert is stored
/// without it; meanwhile `raising` holds the turn where it is.
final class SentryRing implements AutoCloseable {
  private static final int MOST_MISSED = 3;

  private enum State {
    WAITING,
    RUNNING,
    STOPPING
  }

  private final AlertSettings settings;
  private final TurnTimer timer = new TurnTimer("heddle-alert-turns");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Participant> sentries = new ArrayDeque<>(); // the first one's turn it is
  private final Set<Participant> watchers = new LinkedHashSet<>();
  private State state = State.WAITING;
  private long turn;
  private long count;
  private boolean raising;
  private boolean shutdownTold;

  SentryRing(AlertSettings settings) {
    this.settings = settings;
  }

  /// @return false if the participant cannot join; the reason has been sent
  boolean join(Participant participant, String name) {
    lock.lock();
    try {
      if (!mayJoin(participant, name)) {
        return false;
      }
      participant.name = name;
      sentries.add(participant);
      participant.tell(
          "welcome "
              + name
              + ": "
              + sentries.size()
              + " of "
              + Math.max(settings.ring(), sentries.size()));
      tellWatchers("joined: " + name);
      if (state == State.RUNNING) {
        participant.tell("start");
        if (sentries.size() == 1 && !raising) {
          giveTurn();
        }
      } else if (sentries.size() == settings.ring()) {
        state = State.RUNNING;
        tellAll("start");
        giveTurn();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayJoin(Participant participant, String name) {
    if (!NameRules.isName(name)) {
      participant.tell("error: a name is " + NameRules.RULE);
    } else if (state == State.STOPPING) {
      participant.tell("error: shutting down");
    } else if (sentries.stream()
        .anyMatch(other -> NameRules.key(other.name).equals(NameRules.key(name)))) {
      participant.tell("error: name taken: " + name);
    } else {
      return true;
    }
    return false;
  }

  void watch(Participant participant) {
    lock.lock();
    try {
      watchers.add(participant);
      participant.tell("watching; count " + count);
    } finally {
      lock.unlock();
    }
  }

  void leave(Participant participant) {
    lock.lock();
    try {
      watchers.remove(participant);
      boolean hadTurn = participant.equals(sentries.peek());
      if (sentries.remove(participant) && state != State.STOPPING) {
        tellWatchers("left: " + participant.name);
        if (hadTurn && !raising) {
          giveTurn();
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void ok(Participant sentry) {
    lock.lock();
    try {
      if (hasTurn(sentry)) {
        sentry.missed = 0;
        tellWatchers("ok: " + sentry.name);
        pass();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Holds the turn until an alert is stored.
  ///
  /// @return false if it is not the sentry's turn; that has been sent
  boolean beginAlert(Participant sentry) {
    lock.lock();
    try {
      if (!hasTurn(sentry)) {
        return false;
      }
      raising = true;
      timer.cancel();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// An alert is stored: announces it to all.
  void alerted(long number, String name, String text) {
    lock.lock();
    try {
      count = number;
      tellAll("alert " + number + ' ' + name + ": " + text);
    } finally {
      lock.unlock();
    }
  }

  /// The alert is stored, or could not be; then the sentry may try again.
  void endAlert(Participant sentry, boolean stored) {
    lock.lock();
    try {
      raising = false;
      if (state == State.STOPPING) {
        tellShutdown();
      } else if (!sentry.equals(sentries.peek())) {
        giveTurn(); // it has left meanwhile
      } else if (stored) {
        sentry.missed = 0;
        pass();
      } else {
        awaitAnswer();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasTurn(Participant sentry) {
    if (state == State.STOPPING) {
      sentry.tell("error: shutting down");
      return false;
    }
    if (state != State.RUNNING || raising || !sentry.equals(sentries.peek())) {
      sentry.tell("error: not your turn");
      return false;
    }
    return true;
  }

  private void pass() {
    sentries.add(sentries.remove());
    giveTurn();
  }

  private void giveTurn() {
    timer.cancel();
    Participant next = sentries.peek();
    if (next != null && state == State.RUNNING) {
      turn++;
      next.tell("turn " + turn);
      tellWatchers("turn " + turn + ": " + next.name);
      awaitAnswer();
    }
  }

  private void awaitAnswer() {
    long expected = turn;
    timer.set(settings.turnTimeout(), () -> timedOut(expected));
  }

  private void timedOut(long expected) {
    lock.lock();
    try {
      Participant silent = sentries.peek();
      if (turn != expected || raising || state != State.RUNNING || silent == null) {
        return;
      }
      if (++silent.missed < MOST_MISSED) {
        silent.tell("skipped");
        tellWatchers("skipped: " + silent.name);
        pass();
      } else {
        sentries.remove();
        silent.outbox.end(Message.line("removed: no answer to " + MOST_MISSED + " turns"));
        tellWatchers("removed: " + silent.name);
        giveTurn();
      }
    } finally {
      lock.unlock();
    }
  }

  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the turns; notifies all participants, once a pending alert is stored.
  void shutDown() {
    lock.lock();
    try {
      if (state != State.STOPPING) {
        state = State.STOPPING;
        timer.cancel();
        if (!raising) {
          tellShutdown();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void tellShutdown() {
    shutdownTold = true;
    tellAll("shutdown " + count);
    changed.signalAll();
  }

  /// @return whether the participant is to wait for the others now, or may go
  boolean bye(Participant participant) {
    lock.lock();
    try {
      participant.saidBye = true;
      changed.signalAll();
      return state == State.STOPPING;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until all participants have been notified of the shutdown and have said goodbye, or have
  /// left.
  void awaitGoodbyes(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (left > 0 && !(shutdownTold && isEverybodyReady())) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isEverybodyReady() {
    return sentries.stream().allMatch(sentry -> sentry.saidBye)
        && watchers.stream().allMatch(watcher -> watcher.saidBye);
  }

  private void tellWatchers(String line) {
    if (!watchers.isEmpty()) {
      Message message = Message.line(line);
      watchers.forEach(watcher -> watcher.outbox.send(message));
    }
  }

  private void tellAll(String line) {
    Message message = Message.line(line);
    sentries.forEach(sentry -> sentry.outbox.send(message));
    watchers.forEach(watcher -> watcher.outbox.send(message));
  }

  @Override
  public void close() {
    timer.close();
  }
}
