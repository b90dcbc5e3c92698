package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which stored messages are deleted, and when. The test controls the time.
class RetentionTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path directory;
  private SqliteFile file;
  private long nanos;
  private Instant now = START;
  private String subscribed = "";

  @BeforeEach
  void opens() throws IOException {
    file = SqliteFile.open(directory.resolve("test.db"), Duration.ofSeconds(1));
  }

  @AfterEach
  void closes() {
    file.close();
  }

  @Test
  void whatIsTooOldIsDeletedAndWhatIsNewerStays() throws Exception {
    store("#a", 1, START, "old");
    store("#a", 2, START.plus(DAY), "newer");
    store("#b", 1, START, "old");
    Retention retention = retention(new Keep(DAY, null));
    pass(DAY.plusSeconds(60));
    runUntilIdle(retention);
    assertThat(texts("#a")).containsExactly("newer");
    assertThat(texts("#b")).isEmpty();
  }

  @Test
  void aTopicInUseKeepsItsLatestMessageAndBansStay() throws Exception {
    subscribed = "#a";
    store("#a", 1, START, "old");
    store("#a", 2, START, "latest");
    store("!bans", 1, START, "ban eve");
    Retention retention = retention(new Keep(DAY, null));
    pass(DAY.multipliedBy(2));
    runUntilIdle(retention);
    assertThat(texts("#a")).containsExactly("latest");
    assertThat(texts("!bans")).containsExactly("ban eve");
  }

  @Test
  void theOldestGoesUntilItIsLittleEnoughAndInSmallPieces() throws Exception {
    int messages = 2000;
    for (int i = 1; i <= messages; i++) {
      store("#a", i, START.plusSeconds(i), "x".repeat(2000));
    }
    long before = file.usedBytes();
    Retention retention = retention(new Keep(null, 1_000_000L));
    int steps = runUntilIdle(retention);
    List<Entry> left = file.last("#a", messages);
    assertThat(before).isGreaterThan(4_000_000);
    assertThat(file.usedBytes()).isBetween(500_000L, 1_000_000L);
    assertThat(steps).as("pieces").isGreaterThan(10);
    assertThat(left.getLast().sequence()).isEqualTo(messages);
    assertThat(left.getFirst().sequence()).isEqualTo(messages - left.size() + 1);
    file.close();
    assertThat(Files.size(directory.resolve("test.db"))).as("bytes on disk").isLessThan(before / 2);
  }

  @Test
  void whatStaysInSpiteOfItsAgeDoesNotKeepTheSizeFromBeingEnforced() throws Exception {
    store("!bans", 1, START, "ban eve");
    for (int i = 1; i <= 2000; i++) {
      store("#a", i, START.plus(DAY.multipliedBy(2)), "x".repeat(2000));
    }
    Retention retention = retention(new Keep(DAY, 1_000_000L));
    pass(DAY.multipliedBy(2));
    runUntilIdle(retention);
    assertThat(file.usedBytes()).isBetween(500_000L, 1_000_000L);
    assertThat(texts("!bans")).containsExactly("ban eve");
  }

  @Test
  void aClockThatJumpsDeletesNothingUntilItHasBeenSteady() throws Exception {
    store("#a", 1, START, "hi");
    Retention retention = retention(new Keep(DAY.multipliedBy(30), null));
    runUntilIdle(retention);
    now = now.plus(DAY.multipliedBy(365));
    for (int minutes = 0; minutes < 9; minutes++) {
      nextMinute(retention);
      assertThat(texts("#a")).containsExactly("hi");
    }
    now = now.minus(DAY.multipliedBy(365));
    for (int minutes = 0; minutes < 60; minutes++) {
      nextMinute(retention);
      assertThat(texts("#a")).containsExactly("hi");
    }
    now = now.plus(DAY.multipliedBy(365)); // and this time it is true
    for (int minutes = 0; minutes < 20; minutes++) {
      nextMinute(retention);
    }
    assertThat(texts("#a")).isEmpty();
  }

  @Test
  void afterAStartNothingIsDeletedForItsAgeUntilTheClockHasBeenSteady() throws Exception {
    store("#a", 1, START.minus(DAY.multipliedBy(2)), "hi");
    Retention retention = retention(new Keep(DAY, null));
    runUntilIdle(retention);
    for (int minutes = 0; minutes < 9; minutes++) {
      nextMinute(retention);
      assertThat(texts("#a")).containsExactly("hi");
    }
    nextMinute(retention);
    assertThat(texts("#a")).isEmpty();
  }

  @Test
  void withoutBoundsEverythingStays() throws Exception {
    store("#a", 1, Instant.EPOCH, "hi");
    Retention retention = retention(Keep.ALL);
    pass(DAY.multipliedBy(10_000));
    runUntilIdle(retention);
    assertThat(texts("#a")).containsExactly("hi");
  }

  @Test
  void manyTopicsInUseDoNotKeepWhatComesAfterThem() throws Exception {
    subscribed = "#used";
    for (int i = 0; i < 300; i++) {
      store("#used" + i, 1, START, "latest");
    }
    store("#unused", 1, START.plusSeconds(1), "old");
    Retention retention = retention(new Keep(DAY, null));
    pass(DAY.multipliedBy(2));
    runUntilIdle(retention);
    assertThat(texts("#used7")).containsExactly("latest");
    assertThat(texts("#unused")).isEmpty();
  }

  @Test
  void aSweepThatFailsOnceIsMadeAgainAndSpoilsNoReads() throws Exception {
    store("#a", 1, START, "old");
    store("#a", 2, START.plus(DAY), "newer");
    Retention retention = retention(new Keep(DAY, null));
    pass(DAY.plusSeconds(60));
    file.execute("ALTER TABLE entries RENAME TO gone");
    runUntilIdle(retention);
    inFile("ALTER TABLE gone RENAME TO entries");
    assertThat(texts("#a")).containsExactly("old", "newer");
    pass(Duration.ofSeconds(10));
    runUntilIdle(retention);
    assertThat(texts("#a")).containsExactly("newer");
  }

  @Test
  void aFileOfTheVersionBeforeIsTakenOver() throws Exception {
    store("#a", 1, START, "hi");
    file.close();
    inFile("DROP INDEX entries_by_time");
    inFile("PRAGMA user_version = 1");
    opens();
    runUntilIdle(retention(new Keep(DAY, null)));
    assertThat(texts("#a")).containsExactly("hi");
    Retention retention = retention(new Keep(DAY, null));
    pass(DAY.multipliedBy(2));
    runUntilIdle(retention);
    assertThat(texts("#a")).isEmpty();
  }

  private Retention retention(Keep keep) {
    return new Retention(
        file,
        keep,
        topic -> !subscribed.isEmpty() && topic.startsWith(subscribed),
        clock(),
        () -> nanos);
  }

  /// As another program would.
  private void inFile(String statement) throws SQLException {
    try (Connection plain =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("test.db"));
        var done = plain.createStatement()) {
      done.execute(statement);
    }
  }

  private void nextMinute(Retention retention) {
    pass(Duration.ofMinutes(1));
    runUntilIdle(retention);
  }

  /// Both clocks advance.
  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private static int runUntilIdle(Retention retention) {
    int steps = 0;
    for (; retention.nanosUntilDue() == 0; steps++) {
      retention.step();
    }
    return steps;
  }

  private void store(String topic, long sequence, Instant time, String text) throws SQLException {
    file.begin();
    file.insert(topic, new Entry(sequence, time, "ann", text));
    file.commit();
  }

  private List<String> texts(String topic) throws SQLException {
    var texts = new ArrayList<String>();
    file.last(topic, 100).forEach(entry -> texts.add(entry.text()));
    return texts;
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}
