package dev.heddle.services.chat;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Subscriber;
import dev.heddle.services.topics.Subscription;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Topics in memory that know how many subscribe to them. Thread-safe.
final class CountingTopics implements Topics {
  private final Topics topics = new MemoryTopics();
  private final AtomicInteger subscribed = new AtomicInteger();

  int subscribed() {
    return subscribed.get();
  }

  @Override
  public Topic topic(String name) {
    Topic topic = topics.topic(name);
    return new Topic() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long append(String author, String text) throws StorageException {
        return topic.append(author, text);
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
        return counted(topic.subscribe(from, subscriber));
      }

      @Override
      public Subscription subscribeToLast(int count, Subscriber subscriber)
          throws StorageException {
        return counted(topic.subscribeToLast(count, subscriber));
      }
    };
  }

  private Subscription counted(Subscription subscription) {
    subscribed.incrementAndGet();
    return () -> {
      subscribed.decrementAndGet();
      subscription.close();
    };
  }

  @Override
  public void close() {
    topics.close();
  }
}
