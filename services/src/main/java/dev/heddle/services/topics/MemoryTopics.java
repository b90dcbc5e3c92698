package dev.heddle.services.topics;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Topics in memory, for as long as the process runs. Each keeps its latest messages, and all
/// together may fill a part of the heap: then the least recently used topics are evicted, and the
/// oldest messages of topics with subscribers. A topic that is [Topics#LASTING] is not evicted.
///
/// Thread-safe: everything happens under one lock, delivering too, which keeps the order. Only
/// unsubscribing does without: a subscriber may do so while it holds a lock of its own.
public final class MemoryTopics implements Topics {
  /// How many messages each topic keeps.
  public static final int KEPT = 1000;

  /// How much of the heap all topics may take: a 16th.
  private static final int PART_OF_HEAP = 16;

  private final ReentrantLock lock = new ReentrantLock();

  /// The one that was not used for the longest time comes first.
  private final Map<String, MemoryLog> logs = new LinkedHashMap<>(16, 0.75f, true);

  private final Clock clock;
  private final long mostBytes;
  private long bytes;

  public MemoryTopics() {
    this(Clock.systemUTC(), Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  MemoryTopics(Clock clock, long mostBytes) {
    this.clock = clock;
    this.mostBytes = mostBytes;
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
    lock.lock();
    try {
      return logs.size();
    } finally {
      lock.unlock();
    }
  }

  /// About how much memory all of them take.
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  private MemoryLog log(String name) {
    MemoryLog log = logs.get(name);
    if (log == null) {
      log = new MemoryLog();
      logs.put(name, log);
      bytes += log.bytes();
    }
    return log;
  }

  private void add(MemoryLog log, Entry entry) {
    bytes -= log.bytes();
    if (log.size() == KEPT) {
      log.removeOldest();
    }
    log.add(entry);
    bytes += log.bytes();
    if (bytes > mostBytes) {
      forget(mostBytes - mostBytes / 8); // more than need be, so that not every message has to
    }
  }

  private void forget(long enough) {
    for (boolean subscribed : new boolean[] {false, true}) {
      Iterator<Map.Entry<String, MemoryLog>> all = logs.entrySet().iterator();
      while (bytes > enough && all.hasNext()) {
        Map.Entry<String, MemoryLog> next = all.next();
        MemoryLog log = next.getValue();
        if (next.getKey().startsWith(LASTING)) {
          continue;
        }
        if (subscribed) {
          forgetOldest(log, enough);
        } else if (log.subscribers.isEmpty()) {
          all.remove();
          bytes -= log.bytes();
        }
      }
    }
  }

  /// All but the latest, so that its numbers continue.
  private void forgetOldest(MemoryLog log, long enough) {
    bytes -= log.bytes();
    while (bytes + log.bytes() > enough && log.size() > 1) {
      log.removeOldest();
    }
    bytes += log.bytes();
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
      lock.lock();
      try {
        MemoryLog log = log(name);
        var entry = new Entry(log.sequence() + 1, clock.instant(), author, text);
        add(log, entry);
        log.deliver(List.of(entry));
        return entry.sequence();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public List<Entry> last(int count) {
      lock.lock();
      try {
        MemoryLog log = logs.get(name);
        return log == null ? List.of() : log.from(log.sequence() - count + 1, count);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public List<Entry> from(long sequence, int count) {
      lock.lock();
      try {
        MemoryLog log = logs.get(name);
        return log == null ? List.of() : log.from(sequence, count);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Subscription subscribe(long from, Subscriber subscriber) {
      lock.lock();
      try {
        return begin(log(name), from, subscriber);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Subscription subscribeToLast(int count, Subscriber subscriber) {
      lock.lock();
      try {
        MemoryLog log = log(name);
        return begin(log, log.sequence() - count + 1, subscriber);
      } finally {
        lock.unlock();
      }
    }

    private Subscription begin(MemoryLog log, long from, Subscriber subscriber) {
      List<Entry> stored = log.from(from, Integer.MAX_VALUE);
      if (!stored.isEmpty()) {
        MemoryLog.deliver(subscriber, stored);
      }
      log.subscribers.add(subscriber);
      return () -> end(log, subscriber);
    }

    /// Drops the log if nothing is left that would be missed. If the lock is in use, it stays until
    /// room is needed.
    private void end(MemoryLog log, Subscriber subscriber) {
      log.subscribers.remove(subscriber);
      if (!lock.tryLock()) {
        return;
      }
      try {
        boolean empty = log.sequence() == 0 && log.subscribers.isEmpty();
        if (empty && logs.remove(name, log)) {
          bytes -= log.bytes();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
