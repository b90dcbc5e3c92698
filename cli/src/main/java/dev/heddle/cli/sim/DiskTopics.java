package dev.heddle.cli.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Subscriber;
import dev.heddle.services.topics.Subscription;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;

/// Topics on a simulated disk, in the place of SQLite: a message is written to a log and synced
/// before any member sees it. Thread-safe.
///
/// A record is a line: checksum, topic, author and text. What follows the last whole record at the
/// start was never acknowledged, and is cut off.
final class DiskTopics implements Topics {
  private static final String SEPARATOR = "\t";

  private final MemoryTopics seen = new MemoryTopics();
  private final ReentrantLock lock = new ReentrantLock();
  private final FileChannel log;
  private long end; // of the last record that is stored

  private DiskTopics(FileChannel log) {
    this.log = log;
  }

  /// @param folder which may be new
  static DiskTopics open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("log");
    var topics =
        new DiskTopics(
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    for (Path each = file; each != null; each = each.getParent()) {
      try (FileChannel channel = FileChannel.open(each)) {
        channel.force(true);
      }
    }
    topics.restore(Files.readAllBytes(file));
    return topics;
  }

  private void restore(byte[] bytes) throws IOException {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        String[] fields = new String(bytes, from, i - from, UTF_8).split(SEPARATOR, 4);
        if (fields.length < 4 || !fields[0].equals(sum(fields[1], fields[2], fields[3]))) {
          break;
        }
        seen.topic(fields[1]).append(fields[2], fields[3]);
        from = i + 1;
      }
    }
    end = from;
    log.truncate(end);
  }

  private static String sum(String topic, String author, String text) {
    var sum = new CRC32();
    sum.update(String.join(SEPARATOR, topic, author, text).getBytes(UTF_8));
    return Long.toHexString(sum.getValue());
  }

  /// Stores a message; if that fails, nothing of it stays.
  private void store(String topic, String author, String text) throws StorageException {
    String[] fields = {sum(topic, author, text), topic, author, text};
    ByteBuffer line = UTF_8.encode(String.join(SEPARATOR, fields) + '\n');
    try {
      for (long at = end; line.hasRemaining(); ) {
        at += log.write(line, at);
      }
      log.force(false);
      end = log.size();
    } catch (IOException e) {
      cut();
      throw new StorageException("cannot store messages now", e);
    }
  }

  private void cut() throws StorageException {
    try {
      log.truncate(end);
    } catch (IOException e) {
      throw new StorageException("cannot store messages any more", e);
    }
  }

  @Override
  public Topic topic(String name) {
    return new OnDisk(seen.topic(name));
  }

  @Override
  public void close() {
    // The machine crashes, rather.
  }

  /// One topic.
  private final class OnDisk implements Topic {
    private final Topic topic;

    OnDisk(Topic topic) {
      this.topic = topic;
    }

    @Override
    public String name() {
      return topic.name();
    }

    @Override
    public long append(String author, String text) throws StorageException {
      lock.lock();
      try {
        store(name(), author, text);
        return topic.append(author, text);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public List<Entry> last(int count) throws StorageException {
      return topic.last(count);
    }

    @Override
    public List<Entry> from(long sequence, int count) throws StorageException {
      return topic.from(sequence, count);
    }

    @Override
    public Subscription subscribe(long from, Subscriber subscriber) throws StorageException {
      return topic.subscribe(from, subscriber);
    }

    @Override
    public Subscription subscribeToLast(int count, Subscriber subscriber) throws StorageException {
      return topic.subscribeToLast(count, subscriber);
    }
  }
}
