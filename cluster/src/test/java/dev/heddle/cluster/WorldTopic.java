package dev.heddle.cluster;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Subscriber;
import dev.heddle.services.topics.Subscription;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import java.io.IOException;
import java.util.List;

/// The one topic of a [WorldStream], as one node has it. Thread-safe.
final class WorldTopic implements Topic, Topics {
  final Node node = new Node();
  final WorldStream.Reader reader;
  private final TopicLog log;

  WorldTopic(WorldStream stream) {
    this.reader = stream.reader();
    this.log = new TopicLog(stream, "topics.ring", node, reader::position);
    reader.start(message -> log.received(EntryBatch.decoded(message)));
  }

  @Override
  public Topic topic(String name) {
    return this;
  }

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public long append(String author, String text) throws StorageException {
    return log.append(author, text);
  }

  @Override
  public List<Entry> last(int count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Entry> from(long sequence, int count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription subscribe(long from, Subscriber subscriber) throws StorageException {
    return subscribe(_ -> from, subscriber);
  }

  @Override
  public Subscription subscribeToLast(int count, Subscriber subscriber) throws StorageException {
    return subscribe(end -> end - count + 1, subscriber);
  }

  private Subscription subscribe(TopicLog.Beginning beginning, Subscriber subscriber)
      throws StorageException {
    try {
      return log.subscribe(beginning, subscriber, () -> {});
    } catch (IOException e) {
      throw new StorageException("cannot read messages now", e);
    }
  }

  @Override
  public void close() {
    // It ends with its stream.
  }
}
