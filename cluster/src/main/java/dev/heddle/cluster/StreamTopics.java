package dev.heddle.cluster;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Subscriber;
import dev.heddle.services.topics.Subscription;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The topics of one stream, each a subject of it. The stream is read once for all of them, from
/// the moment at which it is opened; what was there before is fetched when it is asked for.
/// Thread-safe.
final class StreamTopics implements Topics {
  /// How long to try to read.
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Stream stream;
  private final Node node;
  private final StreamReader reader;

  /// Held for a moment only: subscribers end their subscriptions with locks of their own held.
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Map<String, Used> logs = new HashMap<>(); // by subject

  /// A topic in use.
  private static final class Used {
    final TopicLog log;
    int users;

    Used(TopicLog log) {
      this.log = log;
    }
  }

  private StreamTopics(Stream stream, Node node) throws IOException {
    this.stream = stream;
    this.node = node;
    this.reader = StreamReader.start(stream, stream.lastSequence(), this::received);
  }

  static StreamTopics open(Stream stream, Node node) throws IOException {
    return new StreamTopics(stream, node);
  }

  private void received(Stream.Stored stored) {
    Used used;
    lock.lock();
    try {
      used = logs.get(stored.subject());
    } finally {
      lock.unlock();
    }
    if (used != null) {
      used.log.received(EntryBatch.decoded(stored));
    }
  }

  private TopicLog acquire(String subject) {
    lock.lock();
    try {
      Used used =
          logs.computeIfAbsent(
              subject, _ -> new Used(new TopicLog(stream, subject, node, reader::position)));
      used.users++;
      return used.log;
    } finally {
      lock.unlock();
    }
  }

  private void release(String subject) {
    lock.lock();
    try {
      Used used = logs.get(subject);
      if (used != null && --used.users == 0) {
        logs.remove(subject);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Topic topic(String name) {
    return new StreamTopic(name);
  }

  @Override
  public void close() {
    reader.close();
  }

  /// What a subject may contain: a token without dots, blanks and wildcards.
  static String token(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace(".", "%2E").replace("*", "%2A");
  }

  /// A name; the log behind it is there only while it is used.
  private final class StreamTopic implements Topic {
    private final String name;
    private final String subject;

    StreamTopic(String name) {
      this.name = name;
      this.subject = stream.subject(token(name));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long append(String author, String text) throws StorageException {
      TopicLog log = acquire(subject);
      try {
        return log.append(author, text);
      } finally {
        release(subject);
      }
    }

    @Override
    public List<Entry> last(int count) throws StorageException {
      return read((log, end) -> {
        long first = end.last() - count + 1;
        return entries(log.all(first, end), first, count);
      });
    }

    @Override
    public List<Entry> from(long sequence, int count) throws StorageException {
      return read((log, end) -> entries(log.some(sequence, count, end), sequence, count));
    }

    private static List<Entry> entries(List<EntryBatch> batches, long first, int count) {
      return batches.stream()
          .flatMap(batch -> batch.entries().stream())
          .filter(entry -> entry.sequence() >= first)
          .limit(count)
          .toList();
    }

    private List<Entry> read(Reading reading) throws StorageException {
      TopicLog log = acquire(subject);
      try {
        return patiently(() -> {
          EntryBatch latest = log.end().batch();
          return latest == null ? List.of() : reading.of(log, latest);
        });
      } finally {
        release(subject);
      }
    }

    @Override
    public Subscription subscribe(long from, Subscriber subscriber) throws StorageException {
      return subscribe(end -> from, subscriber);
    }

    @Override
    public Subscription subscribeToLast(int count, Subscriber subscriber) throws StorageException {
      return subscribe(end -> end - count + 1, subscriber);
    }

    private Subscription subscribe(TopicLog.Beginning from, Subscriber subscriber)
        throws StorageException {
      TopicLog log = acquire(subject);
      try {
        return patiently(() -> log.subscribe(from, subscriber, () -> release(subject)));
      } catch (StorageException | RuntimeException e) {
        release(subject);
        throw e;
      }
    }
  }

  private interface Reading {
    List<Entry> of(TopicLog log, EntryBatch end) throws IOException;
  }

  private interface Request<T> {
    T send() throws IOException;
  }

  /// Tries again for a while: when a server is lost, the others take some seconds to choose another
  /// leader.
  private <T> T patiently(Request<T> request) throws StorageException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return request.send();
      } catch (IOException e) {
        if (!node.isReachable() || !stream.isReadable() || System.nanoTime() > deadline) {
          throw new StorageException("cannot read messages now", e);
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        throw new StorageException("cannot read messages now", Stream.interrupted(e));
      }
    }
  }
}
