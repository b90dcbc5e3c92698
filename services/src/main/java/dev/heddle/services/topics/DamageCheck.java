package dev.heddle.services.topics;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// Checks a database for damage that is too large to check at start. Reads all of it, on a thread
/// and a connection of its own. Thread-safe.
final class DamageCheck implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.heddle.topics");

  private final Path path;
  private final Consumer<String> damaged;
  private final Thread thread;
  private @Nullable Statement running; // guarded by this
  private boolean closed; // guarded by this

  private DamageCheck(Path path, String name, Consumer<String> damaged) {
    this.path = path;
    this.damaged = damaged;
    this.thread =
        Thread.ofPlatform().daemon().name("heddle-topics-check-" + name).unstarted(this::run);
  }

  /// @param damaged called with the damage, if any
  static DamageCheck start(Path path, String name, Consumer<String> damaged) {
    var check = new DamageCheck(path, name, damaged);
    check.thread.start();
    return check;
  }

  private void run() {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
        Statement statement = connection.createStatement()) {
      if (begin(statement)) {
        String wrong = SqliteSchema.damage(statement);
        if (wrong != null) {
          damaged.accept(wrong);
        }
      }
    } catch (SQLException e) {
      failed(e);
    } finally {
      end();
    }
  }

  private synchronized boolean begin(Statement statement) {
    running = statement;
    return !closed;
  }

  private synchronized void failed(SQLException e) {
    if (!closed) {
      LOG.log(Level.WARNING, "{0}: check for damage failed: {1}", path, e.getMessage());
    }
  }

  private synchronized void end() {
    running = null;
  }

  /// Ends it, whether it is done or not.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (running != null) {
        try {
          running.cancel();
        } catch (SQLException e) {
          LOG.log(Level.DEBUG, "cancelling a check failed", e);
        }
      }
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
