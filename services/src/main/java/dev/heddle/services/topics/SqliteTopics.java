package dev.heddle.services.topics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Topics in an SQLite database: what [Topic#append] has returned for is on the disk, and is there
/// after a crash.
///
/// One thread does all work with the file, in the order in which it was asked for. Whatever has
/// been appended while it was busy becomes one transaction: the more is said, the less each message
/// costs. Subscribers are called by that thread, after the commit.
///
/// A large file is looked through for damage after the start, beside all that; if there is some,
/// nothing more is stored. A file that was removed or replaced is noticed before a message is
/// acknowledged.
///
/// A full disk, or a file that another program has locked for half a second, fails the pending
/// appends and nothing else; the next message tries again. Thread-safe.
public final class SqliteTopics implements Topics {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final DataLock dataLock;
  private final SqliteWriter writer;
  private final @Nullable DamageCheck check;

  private SqliteTopics(DataLock dataLock, SqliteWriter writer, @Nullable DamageCheck check) {
    this.dataLock = dataLock;
    this.writer = writer;
    this.check = check;
  }

  /// Loads SQLite, which takes a while.
  ///
  /// @throws IOException if it cannot be loaded; the message says what to do
  public static void prepare() throws IOException {
    SqliteSchema.prepare();
  }

  /// Opens `name.db` in a directory; makes both if they are not there.
  ///
  /// @throws IOException if that cannot be: the file is damaged, is another program's, or is in use
  ///   by another server; the message says which, and what to do. The file is left as it was
  public static SqliteTopics open(Path directory, String name) throws IOException {
    return open(directory, name, Keep.ALL);
  }

  /// Likewise, and deletes what exceeds the retention: in small batches, so that nothing waits for
  /// long.
  public static SqliteTopics open(Path directory, String name, Keep keep) throws IOException {
    return open(directory, name, PATIENCE, keep);
  }

  /// @param patience how long to wait for another program that has locked the file
  static SqliteTopics open(Path directory, String name, Duration patience, Keep keep)
      throws IOException {
    DataLock dataLock = DataLock.acquire(directory, name);
    try {
      Path path = directory.resolve(name + ".db");
      var file = SqliteFile.open(path, patience);
      boolean large = Files.size(path) > SqliteSchema.SMALL;
      var writer = SqliteWriter.start("heddle-topics-" + name, dataLock, file, keep);
      return new SqliteTopics(
          dataLock, writer, large ? DamageCheck.start(path, name, writer::damaged) : null);
    } catch (IOException | RuntimeException | Error e) {
      dataLock.close();
      throw e;
    }
  }

  @Override
  public Topic topic(String name) {
    return new SqliteTopic(name);
  }

  @Override
  public void close() {
    if (check != null) {
      check.close();
    }
    writer.close();
    dataLock.close();
  }

  SqliteWriter writer() {
    return writer;
  }

  private static <T> T await(CompletableFuture<T> result) throws StorageException {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw new StorageException(
          e.getCause() instanceof StorageException refused
              ? String.valueOf(refused.getMessage())
              : "cannot read messages now",
          e.getCause());
    }
  }

  /// A name; everything else is the writer's.
  private final class SqliteTopic implements Topic {
    private final String name;

    SqliteTopic(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long append(String author, String text) throws StorageException {
      return await(writer.append(name, author, text));
    }

    @Override
    public List<Entry> last(int count) throws StorageException {
      return call(() -> writer.file().last(name, count));
    }

    @Override
    public List<Entry> from(long sequence, int count) throws StorageException {
      return call(() -> writer.file().from(name, sequence, count));
    }

    @Override
    public Subscription subscribe(long from, Subscriber subscriber) throws StorageException {
      return call(() -> writer.subscribe(name, from, subscriber));
    }

    @Override
    public Subscription subscribeToLast(int count, Subscriber subscriber) throws StorageException {
      return call(
          () -> writer.subscribe(name, writer.file().lastSequence(name) - count + 1, subscriber));
    }

    private <T> T call(Callable<T> work) throws StorageException {
      return await(writer.call(work));
    }
  }
}
