package dev.heddle.services.topics;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One topic's messages and subscribers.
///
/// Thread-safe: everything happens under `lock`, delivering too, which keeps the order. Only
/// unsubscribing does without: a subscriber may do so while it holds a lock of its own.
final class MemoryLog {
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private long sequence;
  private boolean dropped;

  /// Null once it is dropped; so do the other methods that answer with null.
  @Nullable Long append(Instant time, String author, String text) {
    lock.lock();
    try {
      if (dropped) {
        return null;
      }
      var entry = new Entry(++sequence, time, author, text);
      if (entries.size() == MemoryTopics.KEPT) {
        entries.remove();
      }
      entries.add(entry);
      List<Entry> delivery = List.of(entry);
      for (Subscriber subscriber : subscribers) {
        deliver(subscriber, delivery);
      }
      return entry.sequence();
    } finally {
      lock.unlock();
    }
  }

  private static void deliver(Subscriber subscriber, List<Entry> entries) {
    try {
      subscriber.received(entries);
    } catch (RuntimeException e) { // its own fault, and not the author's
      System.getLogger("dev.heddle.topics").log(Level.ERROR, "a subscriber has failed", e);
    }
  }

  List<Entry> last(int count) {
    lock.lock();
    try {
      return from(sequence - count + 1);
    } finally {
      lock.unlock();
    }
  }

  @Nullable MemoryLog subscribe(long from, Subscriber subscriber) {
    lock.lock();
    try {
      return begin(from, subscriber);
    } finally {
      lock.unlock();
    }
  }

  @Nullable MemoryLog subscribeToLast(int count, Subscriber subscriber) {
    lock.lock();
    try {
      return begin(sequence - count + 1, subscriber);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable MemoryLog begin(long from, Subscriber subscriber) {
    if (dropped) {
      return null;
    }
    List<Entry> stored = from(from);
    if (!stored.isEmpty()) {
      deliver(subscriber, stored);
    }
    subscribers.add(subscriber);
    return this;
  }

  /// Runs `drop` if nothing is left that would be missed.
  void unsubscribe(Subscriber subscriber, Runnable drop) {
    subscribers.remove(subscriber);
    if (!lock.tryLock()) {
      return; // in use, so not to be dropped
    }
    try {
      if (!dropped && sequence == 0 && subscribers.isEmpty()) {
        dropped = true;
        drop.run();
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Entry> from(long first) {
    var found = new ArrayList<Entry>();
    for (Entry entry : entries) {
      if (entry.sequence() >= first) {
        found.add(entry);
      }
    }
    return found;
  }
}
