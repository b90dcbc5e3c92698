package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTopicsTest {
  private static final Duration IMPATIENT = Duration.ofMillis(20);

  @TempDir Path directory;

  private SqliteTopics open() throws IOException {
    return SqliteTopics.open(directory, "test", IMPATIENT);
  }

  private Path file() {
    return directory.resolve("test.db");
  }

  @Test
  void what_was_appended_is_there_after_a_restart_and_the_numbers_go_on() throws Exception {
    try (var topics = open()) {
      topics.topic("room").append("ann", "before");
    }
    try (var topics = open()) {
      assertThat(topics.topic("room").append("ann", "after")).isEqualTo(2);
      assertThat(topics.topic("room").last(5))
          .extracting(Entry::text)
          .containsExactly("before", "after");
      assertThat(topics.topic("room").last(5).getFirst().time()).isNotNull();
    }
  }

  @Test
  void a_subscriber_sees_only_what_another_program_could_read_by_then() throws Exception {
    List<Integer> stored = Collections.synchronizedList(new ArrayList<>());
    try (var topics = open()) {
      topics.topic("room").subscribe(1, entries -> stored.add(countInFile()));
      topics.topic("room").append("ann", "1");
      topics.topic("room").append("ann", "2");
    }
    assertThat(stored).containsExactly(1, 2);
  }

  @Test
  void what_is_appended_while_the_writer_is_busy_becomes_one_transaction() throws Exception {
    int appenders = 50;
    List<Integer> deliveries = Collections.synchronizedList(new ArrayList<>());
    try (var topics = open()) {
      Topic topic = topics.topic("room");
      topic.subscribe(1, entries -> deliveries.add(entries.size()));
      var begun = new CountDownLatch(1);
      var busy = new CountDownLatch(1);
      topics
          .writer()
          .call(() -> {
            begun.countDown();
            busy.await();
            return true;
          });
      begun.await();
      var results = new ArrayList<Future<Long>>();
      for (int i = 0; i < appenders; i++) {
        results.add(topics.writer().append("room", "ann", "at once"));
      }
      busy.countDown();
      for (Future<Long> result : results) {
        result.get();
      }
    }
    assertThat(deliveries).containsExactly(appenders);
  }

  @Test
  void a_full_disk_refuses_messages_and_recovers_by_itself() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    try (var topics = open()) {
      Topic topic = topics.topic("room");
      topic.subscribe(1, entries -> entries.forEach(entry -> seen.add(entry.text())));
      topic.append("ann", "fits");
      pragma(topics, "max_page_count = 8");
      String large = "x".repeat(40_000);
      assertThatThrownBy(() -> topic.append("ann", large))
          .isInstanceOf(StorageException.class)
          .hasMessage("cannot store messages now");
      assertThat(topic.last(9)).extracting(Entry::text).containsExactly("fits");
      pragma(topics, "max_page_count = 10000");
      assertThat(topic.append("ann", large)).isEqualTo(2);
      assertThat(seen).containsExactly("fits", large);
    }
  }

  @Test
  void a_locked_file_refuses_messages_and_recovers_by_itself() throws Exception {
    try (var topics = open();
        Connection other = connect();
        Statement statement = other.createStatement()) {
      Topic topic = topics.topic("room");
      topic.append("ann", "before");
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> topic.append("ann", "lost"))
          .isInstanceOf(StorageException.class)
          .hasMessage("cannot store messages now");
      assertThat(topic.last(9)).extracting(Entry::text).containsExactly("before");
      statement.execute("ROLLBACK");
      assertThat(topic.append("ann", "after")).isEqualTo(2);
    }
  }

  @Test
  void a_file_that_is_no_database_is_reported_and_left_alone() throws Exception {
    byte[] bytes =
        "this is not a database, but somebody's diary\n"
            .repeat(99)
            .getBytes(StandardCharsets.UTF_8);
    Files.write(file(), bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file() + " is damaged")
        .hasMessageContaining("move it away to begin anew");
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
  }

  @Test
  void a_damaged_database_is_reported_and_left_alone() throws Exception {
    try (var topics = open()) {
      for (int i = 0; i < 100; i++) {
        topics.topic("room").append("ann", "message " + i + "x".repeat(500));
      }
    }
    byte[] bytes = Files.readAllBytes(file());
    for (int i = 4096 * 3; i < 4096 * 6; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Files.write(file(), bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file() + " is damaged");
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
  }

  @Test
  void another_programs_database_is_reported_and_left_alone() throws Exception {
    try (Connection other = connect();
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE recipes (name TEXT)");
    }
    byte[] bytes = Files.readAllBytes(file());
    assertThatThrownBy(this::open).hasMessageContaining("it is another program's");
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
  }

  @Test
  void a_second_server_on_the_same_data_is_refused() throws Exception {
    try (var topics = open()) {
      assertThatThrownBy(this::open).hasMessageContaining("in use by another server");
      assertThat(topics.topic("room").append("ann", "undisturbed")).isEqualTo(1);
    }
    open().close();
  }

  @Test
  void a_directory_that_cannot_be_is_told() throws Exception {
    Path notOne = Files.writeString(directory.resolve("file"), "x", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SqliteTopics.open(notOne, "test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(notOne.toString());
  }

  @Test
  void what_comes_after_the_end_is_refused() throws Exception {
    var topics = open();
    Topic topic = topics.topic("room");
    topic.append("ann", "in time");
    topics.close();
    topics.close();
    assertThatThrownBy(() -> topic.append("ann", "late")).isInstanceOf(StorageException.class);
  }

  private static void pragma(SqliteTopics topics, String what) throws Exception {
    topics
        .writer()
        .call(() -> {
          topics.writer().file().execute("PRAGMA " + what);
          return true;
        })
        .get();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private int countInFile() {
    try (Connection other = connect();
        Statement statement = other.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM entries")) {
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
