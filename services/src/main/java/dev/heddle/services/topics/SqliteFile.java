package dev.heddle.services.topics;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The database: its tables, and the few statements that there are. Belongs to one thread.
///
/// The connection is opened again after an error that may lie in the connection itself.
final class SqliteFile {
  private static final Logger LOG = System.getLogger("dev.heddle.topics");
  private static final int REPLAYED_AT_ONCE = 1000;

  /// About how many characters are read at once, in addition to one message: a batch is small, even
  /// if each message is long.
  private static final int READ_AT_ONCE = 32 * 1024;

  /// Of how many topics the latest sequence number is kept.
  private static final int TOPICS_KNOWN = 10_000;

  /// What SQLite keeps beside the database while it is open.
  private static final List<String> BESIDE = List.of("-wal", "-shm");

  private final Path path;
  private final Duration patience;
  private final FileIdentity identity;
  private final Map<String, Long> lastSequences = new HashMap<>();
  private List<FileIdentity> beside = List.of();
  private @Nullable OpenDatabase session;

  /// A message's place in the order of time.
  record Position(long time, String topic, long sequence) {
    static final Position FIRST = new Position(Long.MIN_VALUE, "", 0);
  }

  private SqliteFile(Path path, Duration patience, OpenDatabase session) throws IOException {
    this.path = path;
    this.patience = patience;
    this.session = session;
    this.identity = FileIdentity.of(path);
  }

  /// @throws IOException if it cannot be used; the message says why and what to do
  static SqliteFile open(Path path, Duration patience) throws IOException {
    PrivateFiles.prepareFile(path);
    for (String suffix : BESIDE) {
      PrivateFiles.tighten(beside(path, suffix));
    }
    try {
      OpenDatabase session = OpenDatabase.of(path, patience);
      try {
        return new SqliteFile(path, patience, session);
      } catch (IOException e) {
        session.connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException(SqliteSchema.explain(path, e), e);
    }
  }

  private static Path beside(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /// Checks whether all files are still those that were opened. SQLite does not, and its writes to
  /// a removed file are lost.
  ///
  /// @throws IOException if one was removed or replaced
  void requireFiles() throws IOException {
    identity.requireUnchanged();
    if (beside.isEmpty()) {
      beside = new ArrayList<>();
      for (String suffix : BESIDE) {
        beside.add(FileIdentity.of(beside(path, suffix)));
      }
    }
    for (FileIdentity file : beside) {
      file.requireUnchanged();
    }
  }

  void begin() throws SQLException {
    session().begin.execute();
  }

  void insert(String topic, Entry entry) throws SQLException {
    session().insert(topic, entry);
    know(topic, entry.sequence());
  }

  void commit() throws SQLException {
    try {
      session().commit.execute();
    } catch (SQLException e) {
      reopenIfDoubtful(e);
      throw e;
    }
  }

  /// After any error, of a read or of [#begin], too: rolls back what has begun. Prepares new
  /// statements, because the driver closes failed ones.
  void rollback() {
    lastSequences.clear();
    OpenDatabase current = session;
    if (current == null) {
      return;
    }
    try {
      current.rollback();
      current.closeStatements();
      session = new OpenDatabase(current.connection);
    } catch (SQLException e) {
      close();
    }
  }

  /// 0 if there is nothing.
  long lastSequence(String topic) throws SQLException {
    Long known = lastSequences.get(topic);
    return known == null ? know(topic, session().lastSequence(topic)) : known;
  }

  private long know(String topic, long last) {
    if (lastSequences.size() >= TOPICS_KNOWN) {
      lastSequences.clear();
    }
    lastSequences.put(topic, last);
    return last;
  }

  List<Entry> last(String topic, int count) throws SQLException {
    return session().range(topic, lastSequence(topic) - count + 1, count, Integer.MAX_VALUE);
  }

  /// The messages from a sequence number on, `count` at the most, or fewer if they are long.
  List<Entry> from(String topic, long sequence, int count) throws SQLException {
    return session().range(topic, sequence, count, READ_AT_ONCE);
  }

  /// Gives everything from a sequence number on, in pieces.
  void replay(String topic, long from, Consumer<List<Entry>> target) throws SQLException {
    long next = from;
    for (List<Entry> some;
        !(some = from(topic, next, REPLAYED_AT_ONCE)).isEmpty();
        next = some.getLast().sequence() + 1) {
      target.accept(some);
    }
  }

  /// What the database takes up, without the pages in it that are free.
  long usedBytes() throws SQLException {
    OpenDatabase current = session();
    return (current.number("PRAGMA page_count") - current.number("PRAGMA freelist_count"))
        * current.number("PRAGMA page_size");
  }

  /// Whether there are messages from before this time, in milliseconds since 1970.
  boolean hasOlder(long time) throws SQLException {
    return !oldest(Position.FIRST, time, 1).isEmpty();
  }

  /// The oldest messages that come after a place, in the order of their times.
  List<Position> oldest(Position after, long before, int count) throws SQLException {
    return session().oldest(after, before, count);
  }

  /// Deletes messages, all of them or none.
  void delete(List<Position> places) throws SQLException {
    if (places.isEmpty()) {
      return;
    }
    lastSequences.clear();
    try {
      begin();
      for (Position place : places) {
        session().delete(place);
      }
      commit();
    } catch (SQLException e) {
      rollback();
      throw e;
    }
  }

  /// Returns free pages at the end of the file to the system, up to this many.
  void shrink(int pages) throws SQLException {
    try (var plain = session().connection.createStatement()) {
      plain.executeUpdate(
          "PRAGMA incremental_vacuum(" + pages + ")"); // execute frees one page only
    }
  }

  void close() {
    lastSequences.clear();
    OpenDatabase current = session;
    session = null;
    if (current != null) {
      try {
        current.connection.close(); // the last one to close moves the log into the database
      } catch (SQLException e) {
        LOG.log(Level.WARNING, path + ": closing failed", e);
      }
    }
  }

  /// For tests: any statement.
  void execute(String statement) throws SQLException {
    session().execute(statement);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private OpenDatabase session() throws SQLException {
    OpenDatabase current = session;
    if (current == null) {
      try {
        identity.requireUnchanged(); // a file that is missing would be made, empty
      } catch (IOException e) {
        throw new SQLException(e.getMessage(), e);
      }
      beside = List.of();
      current = OpenDatabase.of(path, patience);
      session = current;
    }
    return current;
  }

  private void reopenIfDoubtful(SQLException e) {
    boolean outside =
        e instanceof SQLiteException sqlite
            && (isKind(sqlite, SQLiteErrorCode.SQLITE_BUSY)
                || isKind(sqlite, SQLiteErrorCode.SQLITE_FULL));
    if (!outside) {
      close();
    }
  }

  private static boolean isKind(SQLiteException e, SQLiteErrorCode kind) {
    return (e.getResultCode().code & 0xff) == kind.code;
  }

  /// A connection with its statements.
  private static final class OpenDatabase {
    final Connection connection;
    final PreparedStatement begin;
    final PreparedStatement commit;
    private final PreparedStatement insert;
    private final PreparedStatement last;
    private final PreparedStatement range;
    private final PreparedStatement oldest;
    private final PreparedStatement delete;

    static OpenDatabase of(Path path, Duration patience) throws SQLException {
      Connection connection = SqliteSchema.open(path, patience);
      try {
        return new OpenDatabase(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    OpenDatabase(Connection connection) throws SQLException {
      this.connection = connection;
      begin = connection.prepareStatement("BEGIN IMMEDIATE");
      commit = connection.prepareStatement("COMMIT");
      insert =
          connection.prepareStatement(
              "INSERT INTO entries (topic, sequence, time, author, text) VALUES (?, ?, ?, ?, ?)");
      last = connection.prepareStatement("SELECT max(sequence) FROM entries WHERE topic = ?");
      range =
          connection.prepareStatement(
              "SELECT sequence, time, author, text FROM entries"
                  + " WHERE topic = ? AND sequence >= ? ORDER BY sequence LIMIT ?");
      oldest =
          connection.prepareStatement(
              "SELECT time, topic, sequence FROM entries"
                  + " WHERE (time, topic, sequence) > (?, ?, ?) AND time < ?"
                  + " ORDER BY time, topic, sequence LIMIT ?");
      delete = connection.prepareStatement("DELETE FROM entries WHERE topic = ? AND sequence = ?");
    }

    void rollback() throws SQLException {
      try {
        execute("ROLLBACK");
      } catch (SQLException e) {
        if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
          throw e;
        } // else the error itself has rolled back
      }
    }

    /// Else the connection holds them until it is closed.
    void closeStatements() {
      for (Statement statement : List.of(begin, commit, insert, last, range, oldest, delete)) {
        try {
          statement.close();
        } catch (SQLException e) {
          // It is closed all the same; this is the error of its last execution.
        }
      }
    }

    void execute(String statement) throws SQLException {
      try (var plain = connection.createStatement()) {
        plain.execute(statement);
      }
    }

    void insert(String topic, Entry entry) throws SQLException {
      insert.setString(1, topic);
      insert.setLong(2, entry.sequence());
      insert.setLong(3, entry.time().toEpochMilli());
      insert.setString(4, entry.author());
      insert.setString(5, entry.text());
      insert.executeUpdate();
    }

    long lastSequence(String topic) throws SQLException {
      last.setString(1, topic);
      try (ResultSet row = last.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }

    long number(String query) throws SQLException {
      try (var plain = connection.createStatement();
          ResultSet row = plain.executeQuery(query)) {
        return row.next() ? row.getLong(1) : 0;
      }
    }

    List<Position> oldest(Position after, long before, int count) throws SQLException {
      oldest.setLong(1, after.time());
      oldest.setString(2, after.topic());
      oldest.setLong(3, after.sequence());
      oldest.setLong(4, before);
      oldest.setInt(5, count);
      var places = new ArrayList<Position>();
      try (ResultSet row = oldest.executeQuery()) {
        while (row.next()) {
          places.add(new Position(row.getLong(1), row.getString(2), row.getLong(3)));
        }
      }
      return places;
    }

    void delete(Position place) throws SQLException {
      delete.setString(1, place.topic());
      delete.setLong(2, place.sequence());
      delete.executeUpdate();
    }

    /// @param characters the bound after which no more messages are read
    List<Entry> range(String topic, long from, int count, int characters) throws SQLException {
      range.setString(1, topic);
      range.setLong(2, from);
      range.setInt(3, count);
      var entries = new ArrayList<Entry>();
      try (ResultSet row = range.executeQuery()) {
        for (int read = 0; read < characters && row.next(); ) {
          var time = Instant.ofEpochMilli(row.getLong(2));
          var entry = new Entry(row.getLong(1), time, row.getString(3), row.getString(4));
          entries.add(entry);
          read += entry.text().length();
        }
      }
      return entries;
    }
  }
}
