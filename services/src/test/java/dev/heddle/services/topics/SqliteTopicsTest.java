package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

class SqliteTopicsTest {
  private static final Duration IMPATIENT = Duration.ofMillis(20);

  @TempDir Path directory;

  private SqliteTopics open() throws IOException {
    return SqliteTopics.open(directory, "test", IMPATIENT, Keep.ALL);
  }

  private Path file() {
    return directory.resolve("test.db");
  }

  @Test
  void whatWasAppendedIsThereAfterARestartAndTheNumbersGoOn() throws Exception {
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
  void aSubscriberSeesOnlyWhatAnotherProgramCouldReadByThen() throws Exception {
    List<Integer> stored = Collections.synchronizedList(new ArrayList<>());
    try (var topics = open()) {
      topics.topic("room").subscribe(1, entries -> stored.add(countInFile()));
      topics.topic("room").append("ann", "1");
      topics.topic("room").append("ann", "2");
    }
    assertThat(stored).containsExactly(1, 2);
  }

  @Test
  void whatIsAppendedWhileTheWriterIsBusyBecomesOneTransaction() throws Exception {
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
  void aFullDiskRefusesMessagesAndRecoversByItself() throws Exception {
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
  void messagesThatAreRefusedLeaveNoStatementsOpen() throws Exception {
    try (var topics = open()) {
      Topic topic = topics.topic("room");
      topic.append("ann", "fits");
      int before = openStatements(topics);
      pragma(topics, "max_page_count = 8");
      String large = "x".repeat(40_000);
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> topic.append("ann", large)).isInstanceOf(StorageException.class);
      }
      assertThat(openStatements(topics)).as("open statements").isEqualTo(before);
    }
  }

  @Test
  void aReadThatFailsOnceDoesNotSpoilThoseAfterIt() throws Exception {
    try (var topics = open()) {
      Topic topic = topics.topic("room");
      topic.append("ann", "before");
      execute(topics, "ALTER TABLE entries RENAME TO gone");
      assertThatThrownBy(() -> topic.last(1)).isInstanceOf(StorageException.class);
      assertThatThrownBy(() -> topic.last(1)).isInstanceOf(StorageException.class);
      try (Connection other = connect();
          Statement statement = other.createStatement()) {
        statement.execute("ALTER TABLE gone RENAME TO entries");
      }
      assertThat(topic.last(1)).extracting(Entry::text).containsExactly("before");
      assertThat(topic.append("ann", "after")).isEqualTo(2);
    }
  }

  @Test
  void aTransactionThatCannotBeginDoesNotSpoilThoseAfterIt() throws Exception {
    try (var topics = open()) {
      Topic topic = topics.topic("room");
      topic.append("ann", "before");
      pragma(topics, "query_only = 1");
      assertThatThrownBy(() -> topic.append("ann", "lost")).isInstanceOf(StorageException.class);
      pragma(topics, "query_only = 0");
      assertThat(topic.append("ann", "after")).isEqualTo(2);
    }
  }

  @Test
  void aLockedFileRefusesMessagesAndRecoversByItself() throws Exception {
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
  void aFileThatIsNoDatabaseIsReportedAndLeftAlone() throws Exception {
    byte[] bytes =
        "this is not a database, but somebody's diary\n"
            .repeat(99)
            .getBytes(StandardCharsets.UTF_8);
    Files.write(file(), bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file() + " is damaged")
        .hasMessageContaining("move it away to start anew");
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
  }

  @Test
  void aDamagedDatabaseIsReportedAndLeftAlone() throws Exception {
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
  void aLargeDatabaseIsLookedThroughAfterTheStartAndRefusesMessagesIfItIsDamaged()
      throws Exception {
    try (var topics = open()) {
      for (int i = 0; i < 150; i++) {
        topics.writer().append("room", "ann", "x".repeat(500_000));
      }
    }
    try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      var nonsense = ByteBuffer.allocate(16 << 20);
      while (nonsense.hasRemaining()) {
        nonsense.put((byte) (nonsense.position() * 31));
      }
      channel.write(nonsense.flip(), 32 << 20);
    }
    try (var topics = open()) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  topics.topic("other").append("ann", "hi");
                }
              })
          .isInstanceOf(StorageException.class);
    }
  }

  @Test
  void anotherProgramsDatabaseIsReportedAndLeftAlone() throws Exception {
    try (Connection other = connect();
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE recipes (name TEXT)");
    }
    byte[] bytes = Files.readAllBytes(file());
    assertThatThrownBy(this::open).hasMessageContaining("it belongs to another program");
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
  }

  @Test
  void aSecondServerOnTheSameDataIsRefused() throws Exception {
    try (var topics = open()) {
      assertThatThrownBy(this::open).hasMessageContaining("in use by another server");
      assertThat(topics.topic("room").append("ann", "undisturbed")).isEqualTo(1);
    }
    open().close();
  }

  @Test
  void anImpossibleDirectoryIsReported() throws Exception {
    Path notOne = Files.writeString(directory.resolve("file"), "x", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SqliteTopics.open(notOne, "test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(notOne.toString());
  }

  @Test
  void whatComesAfterTheEndIsRefused() throws Exception {
    var topics = open();
    Topic topic = topics.topic("room");
    topic.append("ann", "in time");
    topics.close();
    topics.close();
    assertThatThrownBy(() -> topic.append("ann", "late")).isInstanceOf(StorageException.class);
  }

  @Test
  void whatIsStoredIsForItsOwnerOnlyWhateverWasThereBefore() throws Exception {
    Path data = directory.resolve("made/for/this");
    try (var topics = SqliteTopics.open(data, "test")) {
      topics.topic("room").append("ann", "secret");
      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(filesIn(data)).hasSize(5).allMatch(file -> permissions(file).equals("rw-------"));
      for (Path file : filesIn(data)) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
    try (var topics = SqliteTopics.open(data, "test")) {
      topics.topic("room").append("ann", "secret");
      assertThat(filesIn(data)).allMatch(file -> permissions(file).equals("rw-------"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"test.db", "test.db-wal", "test.db-shm"})
  void nothingIsAcknowledgedOnceAFileOfTheDatabaseWasRemoved(String name) throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    Path kept = directory.resolve("kept");
    try (var topics = open()) {
      Topic topic = topics.topic("room");
      topic.subscribe(1, entries -> entries.forEach(entry -> seen.add(entry.text())));
      topic.append("ann", "before");
      Files.move(directory.resolve(name), kept);
      assertThatThrownBy(() -> topic.append("ann", "lost"))
          .isInstanceOf(StorageException.class)
          .hasMessage("cannot store messages now");
      Files.writeString(directory.resolve(name), "");
      assertThatThrownBy(() -> topic.append("ann", "lost, too"))
          .isInstanceOf(StorageException.class);
      Files.move(kept, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      assertThat(topic.append("ann", "after")).isEqualTo(2);
    }
    assertThat(seen).containsExactly("before", "after");
    try (var topics = open()) {
      assertThat(topics.topic("room").last(9))
          .extracting(Entry::text)
          .containsExactly("before", "after");
    }
  }

  @Test
  void aLockFileThatWasRemovedIsMadeAgain() throws Exception {
    try (var topics = open()) {
      topics.topic("room").append("ann", "before");
      Files.delete(directory.resolve("test.lock"));
      assertThat(topics.topic("room").append("ann", "after")).isEqualTo(2);
      assertThat(directory.resolve("test.lock")).exists();
      assertThatThrownBy(this::open).hasMessageContaining("in use by another server");
      assertThat(topics.topic("room").append("ann", "still")).isEqualTo(3);
    }
  }

  @Test
  void aServerThatBeganWhenTheLockFileWasRemovedHasTheData() throws Exception {
    try (var topics = open()) {
      topics.topic("room").append("ann", "before");
      Files.delete(directory.resolve("test.lock"));
      try (var second = open()) {
        assertThatThrownBy(() -> topics.topic("room").append("ann", "twice"))
            .isInstanceOf(StorageException.class);
        assertThat(second.topic("room").append("bob", "mine")).isEqualTo(2);
      }
      assertThat(topics.topic("room").append("ann", "again")).isEqualTo(3);
    }
  }

  @Test
  void messagesAreDeletedWhileOthersAreStoredAndNoneOfThoseIsMissed() throws Exception {
    var seen = new ArrayList<Long>();
    var keep = new Keep(null, 1_000_000L);
    try (var topics = SqliteTopics.open(directory, "test", Duration.ofSeconds(5), keep)) {
      for (int i = 0; i < 1500; i++) {
        topics.writer().append("#old", "ann", "x".repeat(2000));
      }
    }
    try (var topics = SqliteTopics.open(directory, "test", Duration.ofSeconds(5), keep)) {
      Topic topic = topics.topic("#new");
      topic.subscribe(1, entries -> entries.forEach(entry -> seen.add(entry.sequence())));
      long sequence = 0;
      while (topics.topic("#old").last(1500).size() > 500) {
        sequence = topic.append("ann", "hi");
      }
      assertThat(seen)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, sequence).boxed().toList());
      assertThat(topics.topic("#old").last(1).getFirst().sequence()).isEqualTo(1500);
    }
  }

  @Test
  void theLogIsCutBackAfterAnotherProgramWasReadingForLong() throws Exception {
    Path log = directory.resolve("test.db-wal");
    try (var topics = SqliteTopics.open(directory, "test", Duration.ofSeconds(5), Keep.ALL)) {
      Topic topic = topics.topic("room");
      topic.append("ann", "x");
      try (Connection other = connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.executeQuery("SELECT count(*) FROM entries").close();
        while (Files.size(log) < 20 << 20) {
          topic.append("ann", "x".repeat(500_000));
        }
      }
      for (int i = 0; i < 20 && Files.size(log) > 16 << 20; i++) {
        topic.append("ann", "x".repeat(500_000));
      }
      assertThat(Files.size(log)).isLessThanOrEqualTo(16 << 20);
    }
    assertThat(log).doesNotExist();
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void pragma(SqliteTopics topics, String what) throws Exception {
    execute(topics, "PRAGMA " + what);
  }

  private static void execute(SqliteTopics topics, String statement) throws Exception {
    topics
        .writer()
        .call(() -> {
          topics.writer().file().execute(statement);
          return true;
        })
        .get();
  }

  /// Those that the driver holds: each takes memory outside of the heap.
  private static int openStatements(SqliteTopics topics) throws Exception {
    Object connection = field(field(topics.writer().file(), "session"), "connection");
    Field statements = DB.class.getDeclaredField("stmts");
    statements.setAccessible(true);
    return ((Set<?>) statements.get(((SQLiteConnection) connection).getDatabase())).size();
  }

  private static Object field(Object owner, String name) throws Exception {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
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
