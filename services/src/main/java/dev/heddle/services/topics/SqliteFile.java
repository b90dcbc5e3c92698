package dev.heddle.services.topics;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  private final Path path;
  private final Duration patience;
  private @Nullable Session session;

  private SqliteFile(Path path, Duration patience, Session session) {
    this.path = path;
    this.patience = patience;
    this.session = session;
  }

  /// @throws IOException if it cannot be used; the message says why and what to do
  static SqliteFile open(Path path, Duration patience) throws IOException {
    try {
      Connection connection = SqliteSchema.open(path, patience);
      try {
        return new SqliteFile(path, patience, new Session(connection));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException(SqliteSchema.explain(path, e), e);
    }
  }

  void begin() throws SQLException {
    session().execute("BEGIN IMMEDIATE");
  }

  void insert(String topic, Entry entry) throws SQLException {
    session().insert(topic, entry);
  }

  void commit() throws SQLException {
    try {
      session().execute("COMMIT");
    } catch (SQLException e) {
      reopenIfDoubtful(e);
      throw e;
    }
  }

  /// After an error: whatever was begun is forgotten. The statements are made anew, since those
  /// that have failed are of no more use.
  void rollback() {
    Session current = session;
    if (current == null) {
      return;
    }
    try {
      current.rollback();
      session = new Session(current.connection);
    } catch (SQLException e) {
      close();
    }
  }

  /// 0 if there is nothing.
  long lastSequence(String topic) throws SQLException {
    return session().lastSequence(topic);
  }

  List<Entry> last(String topic, int count) throws SQLException {
    return session().range(topic, lastSequence(topic) - count + 1, count);
  }

  /// Gives everything from a sequence number on, in pieces.
  void replay(String topic, long from, Consumer<List<Entry>> target) throws SQLException {
    long next = from;
    for (List<Entry> some;
        !(some = session().range(topic, next, REPLAYED_AT_ONCE)).isEmpty();
        next = some.getLast().sequence() + 1) {
      target.accept(some);
    }
  }

  void close() {
    Session current = session;
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

  private Session session() throws SQLException {
    Session current = session;
    if (current == null) {
      current = new Session(SqliteSchema.open(path, patience));
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
  private static final class Session {
    final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement last;
    private final PreparedStatement range;

    Session(Connection connection) throws SQLException {
      this.connection = connection;
      insert =
          connection.prepareStatement(
              "INSERT INTO entries (topic, sequence, time, author, text) VALUES (?, ?, ?, ?, ?)");
      last = connection.prepareStatement("SELECT max(sequence) FROM entries WHERE topic = ?");
      range =
          connection.prepareStatement(
              "SELECT sequence, time, author, text FROM entries"
                  + " WHERE topic = ? AND sequence >= ? ORDER BY sequence LIMIT ?");
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

    List<Entry> range(String topic, long from, int count) throws SQLException {
      range.setString(1, topic);
      range.setLong(2, from);
      range.setInt(3, count);
      var entries = new ArrayList<Entry>();
      try (ResultSet row = range.executeQuery()) {
        while (row.next()) {
          entries.add(
              new Entry(
                  row.getLong(1),
                  Instant.ofEpochMilli(row.getLong(2)),
                  row.getString(3),
                  row.getString(4)));
        }
      }
      return entries;
    }
  }
}
