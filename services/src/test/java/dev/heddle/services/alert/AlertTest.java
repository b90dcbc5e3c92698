package dev.heddle.services.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Engine;
import dev.heddle.http.GuessLimit;
import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import dev.heddle.services.OnEngineForMany;
import dev.heddle.services.lines.Operators;
import dev.heddle.services.topics.Keep;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertTest {
  /// Long enough for a test on a slow machine.
  private static final AlertSettings PATIENT =
      AlertSettings.DEFAULT
          .withTurnTimeout(Duration.ofMinutes(1))
          .withOperators(Operators.withPassword("sesame"));

  private static Guests alert(AlertSettings settings, Engine engine) throws IOException {
    return Guests.of(new Alert(new MemoryTopics(), settings).server(), engine);
  }

  private static Guest guest(Guests alert) throws IOException {
    return alert
        .guest()
        .sees("Welcome to alert. Write join NAME to take turns, or watch to look on.");
  }

  @OnEngineForMany
  void sentriesTakeTurnsAndEndTogether(Engine engine) throws Exception {
    try (Guests alert = alert(PATIENT.withMaxAlerts(2L), engine)) {
      Guest ann = guest(alert).says("hello").sees("error: write join NAME or watch");
      Guest watcher = guest(alert).says("watch").sees("watching; count 0");
      ann.says("join ann").sees("welcome ann: 1 of 3");
      ann.says("ok").sees("error: not your turn");
      Guest bob = guest(alert).says("join Ann").sees("error: name taken: Ann");
      bob.says("join bob").sees("welcome bob: 2 of 3");
      Guest carl = guest(alert).says("join carl").sees("welcome carl: 3 of 3", "start");
      ann.sees("start", "turn 1");
      bob.sees("start").says("alert too early").sees("error: not your turn");
      ann.says("ok");
      bob.sees("turn 2").says("alert", "alert smoke in hall 2");
      bob.sees("error: write alert TEXT", "alert 1 bob: smoke in hall 2");
      bob.says("alert " + "x".repeat(2001)).sees("error: alert longer than 2000 characters");
      ann.sees("alert 1 bob: smoke in hall 2");
      carl.sees("alert 1 bob: smoke in hall 2", "turn 3").says("count").sees("count 1");
      Guest dave = guest(alert).says("join dave").sees("welcome dave: 4 of 4", "start");
      carl.says("ok");
      ann.sees("turn 4").says("ok");
      bob.sees("turn 5").says("ok");
      dave.sees("turn 6").says("alert fire");
      for (Guest guest : List.of(dave, carl, ann, bob)) {
        guest.sees("alert 2 dave: fire", "shutdown 2").says("bye");
      }
      watcher.sees("joined: ann", "joined: bob", "joined: carl", "start", "turn 1: ann", "ok: ann");
      watcher.sees("turn 2: bob", "alert 1 bob: smoke in hall 2", "turn 3: carl");
      watcher.sees("joined: dave", "ok: carl", "turn 4: ann", "ok: ann", "turn 5: bob");
      watcher.sees("ok: bob", "turn 6: dave", "alert 2 dave: fire", "shutdown 2");
      watcher.says("bye");
      for (Guest guest : List.of(dave, carl, ann, bob, watcher)) {
        assertThat(guest.line()).isNull();
      }
      alert.server().awaitTermination();
      assertThat(alert.server().failure()).isNull();
    }
  }

  @OnEngineForMany
  void aSentryThatDoesNotAnswerIsSkippedAndAtLastRemoved(Engine engine) throws Exception {
    AlertSettings quick = PATIENT.withRing(2).withTurnTimeout(Duration.ofMillis(30));
    try (Guests alert = alert(quick, engine)) {
      Guest silent = guest(alert).says("join silent").sees("welcome silent: 1 of 2");
      Guest other = guest(alert).says("join other").sees("welcome other: 2 of 2", "start");
      List<String> seen = silent.sees("start", "turn 1", "skipped").rest();
      assertThat(seen).endsWith("removed: no answer to 3 turns").contains("skipped");
      // The ring has closed up: the remaining sentries are asked repeatedly.
      assertThat(other.line()).startsWith("turn ");
    }
  }

  @Test
  void aSentryThatDiesInItsTurnPassesItOnAtOnce() throws Exception {
    try (Guests alert = alert(PATIENT.withRing(2), Engine.virtual())) {
      Guest ann = guest(alert).says("join ann").sees("welcome ann: 1 of 2");
      Guest bob = guest(alert).says("join bob").sees("welcome bob: 2 of 2", "start");
      ann.sees("start", "turn 1").dies();
      bob.sees("turn 2").ends();
      assertThat(bob.rest()).isEmpty();
      Guest carl = guest(alert).says("join carl");
      carl.sees("welcome carl: 1 of 2", "start", "turn 3");
    }
  }

  @Test
  void allSentriesMayDieAtOnce() throws Exception {
    try (Guests alert = alert(PATIENT.withRing(20), Engine.virtual())) {
      Guest watcher = guest(alert).says("watch").sees("watching; count 0");
      var sentries = new Guest[20];
      for (int i = 0; i < sentries.length; i++) {
        sentries[i] =
            guest(alert).says("join s" + i).sees("welcome s" + i + ": " + (i + 1) + " of 20");
      }
      watcher.until("start");
      for (Guest sentry : sentries) {
        sentry.dies();
      }
      for (int left = 0; left < sentries.length; ) {
        left += watcher.line().startsWith("left: ") ? 1 : 0;
      }
      guest(alert).says("join new").sees("welcome new: 1 of 20", "start");
    }
  }

  @Test
  void anOperatorEndsItForAllWithoutWaitingLongForSilentOnes() throws Exception {
    try (Guests alert = alert(PATIENT, Engine.virtual())) {
      Guest ann = guest(alert).says("join ann").sees("welcome ann: 1 of 3");
      Guest silent = guest(alert).says("watch").sees("watching; count 0");
      ann.says("/shutdown").sees("error: only for operators; /oper PASSWORD makes you one");
      ann.says("/oper sesame").sees("you are an operator");
      ann.says("/shutdown").sees("shutdown 0").says("ok").sees("error: shutting down");
      ann.says("bye");
      silent.seesLast("shutdown 0");
      assertThat(ann.line()).isNull();
      alert.server().awaitTermination();
    }
  }

  @Test
  void aWrongPasswordCostsTimeAndTheThirdOneTheConnection() throws Exception {
    var nanos = new AtomicLong();
    var limit = new GuessLimit("operator password", nanos::get);
    AlertSettings slow = PATIENT.withOperators(Operators.withPassword("sesame", limit));
    try (Guests alert = alert(slow, Engine.virtual())) {
      Guest ann = guest(alert).says("watch").sees("watching; count 0");
      ann.says("/oper a", "/oper sesame");
      ann.sees("error: wrong password", "error: not checked: try again in 2 s");
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      ann.says("/oper b").sees("error: wrong password");
      nanos.addAndGet(Duration.ofSeconds(4).toNanos());
      ann.says("/oper c").seesLast("error: too many wrong passwords");
      Guest bob = guest(alert).says("watch").sees("watching; count 0");
      bob.says("/oper sesame").sees("error: not checked: try again in 8 s");
      nanos.addAndGet(Duration.ofSeconds(8).toNanos());
      bob.says("/oper sesame").sees("you are an operator");
    }
  }

  @Test
  void aShutdownWhileAlertsAreRaisedLosesNoneThatWasCounted(@TempDir Path directory)
      throws Exception {
    long told;
    try (Guests alert =
        Guests.of(
            new Alert(SqliteTopics.open(directory, "alert"), PATIENT.withRing(4)).server(),
            Engine.loops(2))) {
      var enough = new CompletableFuture<Boolean>();
      var sentries = new CompletableFuture<?>[4];
      for (int i = 0; i < sentries.length; i++) {
        Guest guest = guest(alert).says("join s" + i);
        guest.line();
        sentries[i] =
            CompletableFuture.supplyAsync(
                () -> raiseUntilShutdown(guest, enough), Thread::startVirtualThread);
      }
      enough.join();
      assertThat(alert.server().drain(Duration.ofSeconds(20))).isTrue();
      told = (Long) sentries[0].join();
      for (Future<?> sentry : sentries) {
        assertThat(sentry.get()).as("all are told the same").isEqualTo(told);
      }
    }
    try (var topics = SqliteTopics.open(directory, "alert")) {
      assertThat(topics.topic("alerts").last(1).getFirst().sequence()).isEqualTo(told);
    }
  }

  /// Raises an alert in each turn.
  ///
  /// @return the count that it was sent at the end
  private static long raiseUntilShutdown(Guest guest, CompletableFuture<Boolean> enough) {
    try {
      long heard = 0;
      while (true) {
        String[] words = guest.line().split(" ");
        switch (words[0]) {
          case "turn" -> guest.says("alert again");
          case "alert" -> {
            assertThat(Long.parseLong(words[1])).isEqualTo(++heard);
            if (heard == 20) {
              enough.complete(true);
            }
          }
          case "shutdown" -> {
            guest.says("bye");
            assertThat(guest.rest()) // an answer may have been on its way
                .isSubsetOf("error: shutting down");
            assertThat(Long.parseLong(words[1])).isEqualTo(heard);
            return heard;
          }
          default -> assertThat(words[0]).isEqualTo("start");
        }
      }
    } catch (IOException | AssertionError e) {
      enough.completeExceptionally(e);
      throw new AssertionError(e);
    }
  }

  @Test
  void theCountLastsOverARestart(@TempDir Path directory) throws Exception {
    AlertSettings alone = PATIENT.withRing(1);
    try (Guests alert =
        Guests.of(
            new Alert(SqliteTopics.open(directory, "alert"), alone).server(), Engine.virtual())) {
      Guest ann = guest(alert).says("join ann").sees("welcome ann: 1 of 1", "start", "turn 1");
      ann.says("alert fire").sees("alert 1 ann: fire");
    }
    try (Guests alert =
        Guests.of(
            new Alert(SqliteTopics.open(directory, "alert"), alone).server(), Engine.virtual())) {
      guest(alert).says("count").sees("count 1");
    }
    assertThatThrownBy(
            () -> new Alert(SqliteTopics.open(directory, "alert"), alone.withMaxAlerts(1L)))
        .hasMessage("1 alerts are stored already: --max-alerts 1 is too low");
  }

  @Test
  void theCountLastsOverARestartAlthoughAllAlertsAreTooOld(@TempDir Path directory)
      throws Exception {
    try (var topics = SqliteTopics.open(directory, "alert")) {
      for (int i = 0; i < 5; i++) {
        topics.topic("alerts").append("ann", "fire");
      }
    }
    try (Connection plain =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("alert.db"));
        var statement = plain.createStatement()) {
      statement.execute("UPDATE entries SET time = time - " + Duration.ofDays(40).toMillis());
    }
    SqliteTopics topics = SqliteTopics.open(directory, "alert", Keep.parse("30d"));
    for (int i = 0; i < 3; i++) {
      topics.topic("other").last(1); // between two requests, old messages are deleted
    }
    try (Guests alert =
        Guests.of(new Alert(topics, PATIENT.withRing(1)).server(), Engine.virtual())) {
      guest(alert).says("count").sees("count 5");
    }
  }
}
