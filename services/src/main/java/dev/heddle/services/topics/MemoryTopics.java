package dev.heddle.services.topics;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Topics in memory, for as long as the process runs; each keeps its latest messages. Thread-safe.
public final class MemoryTopics implements Topics {
  /// How many messages each topic keeps.
  public static final int KEPT = 1000;

  private final ConcurrentMap<String, MemoryLog> logs = new ConcurrentHashMap<>();
  private final Clock clock;

  public MemoryTopics() {
    this(Clock.systemUTC());
  }

  MemoryTopics(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Topic topic(String name) {
    return new MemoryTopic(name);
  }

  @Override
  public void close() {
    // Memory needs no end.
  }

  /// How many topics take up room.
  int size() {
    return logs.size();
  }

  /// A name; the log behind it is there only while it holds something.
  private final class MemoryTopic implements Topic {
    private final String name;

    MemoryTopic(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long append(String author, String text) {
      return onLog(log -> log.append(clock.instant(), author, text));
    }

    @Override
    public List<Entry> last(int count) {
      MemoryLog log = logs.get(name);
      return log == null ? List.of() : log.last(count);
    }

    @Override
    public Subscription subscribe(long from, Subscriber subscriber) {
      return subscription(onLog(log -> log.subscribe(from, subscriber)), subscriber);
    }

    @Override
    public Subscription subscribeToLast(int count, Subscriber subscriber) {
      return subscription(onLog(log -> log.subscribeToLast(count, subscriber)), subscriber);
    }

    private Subscription subscription(MemoryLog log, Subscriber subscriber) {
      return () -> log.unsubscribe(subscriber, () -> logs.remove(name, log));
    }

    /// A log that is dropped just now gives null: a new one takes its place.
    private <T> T onLog(Function<MemoryLog, @Nullable T> action) {
      T result;
      do {
        result = action.apply(logs.computeIfAbsent(name, _ -> new MemoryLog()));
      } while (result == null);
      return result;
    }
  }
}
