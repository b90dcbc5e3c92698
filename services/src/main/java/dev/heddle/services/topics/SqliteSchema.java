package dev.heddle.services.topics;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Opens a database, checks that it is ours and sound, and creates the table if it is new. Checks
/// before it writes: a file that is not as expected is left unchanged.
final class SqliteSchema {
  /// Marks the file as ours, in its header: "Hedl".
  private static final int APPLICATION = 0x4865646c;

  private static final int VERSION = 2;

  /// The log is truncated to this after it has grown, as while another program was reading.
  private static final int LARGEST_LOG = 16 << 20;

  /// A database of up to this many bytes is checked whenever it is opened.
  static final long SMALL = 64 << 20;

  private SqliteSchema() {}

  /// Loads SQLite, by a database in memory.
  ///
  /// @throws IOException if it cannot be loaded; the message says what to do
  static void prepare() throws IOException {
    NativeLibrary.locate();
    try {
      new SQLiteConfig().createConnection("jdbc:sqlite::memory:").close();
    } catch (SQLException e) {
      throw new IOException(
          e.getCause() instanceof NativeLibraryNotFoundException
              ? NativeLibrary.explain()
              : words(e),
          e);
    }
  }

  static Connection open(Path path, Duration patience) throws SQLException {
    NativeLibrary.locate();
    var config = new SQLiteConfig();
    config.setBusyTimeout((int) patience.toMillis());
    config.setGetGeneratedKeys(false); // else each insert is followed by a query for its row id
    Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
    try (Statement statement = connection.createStatement()) {
      check(statement);
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL"); // holds for a new file only
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA journal_size_limit = " + LARGEST_LOG);
      statement.execute("PRAGMA synchronous = FULL"); // safe when the power fails, too
      create(statement);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void check(Statement statement) throws SQLException {
    boolean empty = number(statement, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!empty && number(statement, "PRAGMA application_id") != APPLICATION) {
      throw new SQLException("it belongs to another program");
    }
    if (number(statement, "PRAGMA user_version") > VERSION) {
      throw new SQLException("it was created by a newer heddle");
    }
    if (number(statement, "PRAGMA page_count") * number(statement, "PRAGMA page_size") <= SMALL) {
      String wrong = damage(statement);
      if (wrong != null) {
        throw new SQLiteException(wrong, SQLiteErrorCode.SQLITE_CORRUPT);
      }
    }
  }

  /// The damage of the database; null if there is none. Reads all of it.
  static @Nullable String damage(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
      String found = result.next() ? result.getString(1) : "ok";
      return found.equals("ok") ? null : found;
    }
  }

  private static void create(Statement statement) throws SQLException {
    if (number(statement, "PRAGMA user_version") == VERSION) {
      return;
    }
    statement.execute("BEGIN IMMEDIATE");
    statement.execute(
        "CREATE TABLE IF NOT EXISTS entries (topic TEXT NOT NULL, sequence INTEGER NOT NULL,"
            + " time INTEGER NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL,"
            + " PRIMARY KEY (topic, sequence)) STRICT, WITHOUT ROWID");
    statement.execute("CREATE INDEX IF NOT EXISTS entries_by_time ON entries (time)");
    statement.execute("PRAGMA application_id = " + APPLICATION);
    statement.execute("PRAGMA user_version = " + VERSION);
    statement.execute("COMMIT");
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /// What SQLite says, without the library's own words around it.
  static String words(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    int open = message.lastIndexOf('(');
    return message.startsWith("[SQLITE_") && open > 0 && message.endsWith(")")
        ? message.substring(open + 1, message.length() - 1)
        : message;
  }

  /// The fault of the file, and what to do about it.
  static String explain(Path path, SQLException e) {
    if (e.getCause() instanceof NativeLibraryNotFoundException) {
      return NativeLibrary.explain();
    }
    String what = words(e);
    SQLiteErrorCode kind =
        e instanceof SQLiteException sqlite
            ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)
            : SQLiteErrorCode.UNKNOWN_ERROR;
    return switch (kind) {
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          path
              + " is damaged: "
              + what
              + "; restore a copy, or move it away to start anew (it was not changed)";
      case SQLITE_BUSY -> path + " is locked by another program; end that, or use other data";
      case SQLITE_FULL -> path + ": the disk is full";
      default -> "cannot use " + path + ": " + what + "; use other data";
    };
  }
}
