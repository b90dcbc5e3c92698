package dev.heddle.cluster;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.Subscriber;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// What one subscriber gets: first what was stored, then what comes. What comes while the stored
/// part is being read is held back. Thread-safe.
final class Feed {
  private final Subscriber subscriber;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final List<EntryBatch> held = new ArrayList<>();
  private boolean live;
  private long position; // in the stream

  private volatile boolean closed;

  Feed(Subscriber subscriber) {
    this.subscriber = subscriber;
  }

  /// More has been stored.
  void offer(EntryBatch batch) {
    lock.lock();
    try {
      if (live) {
        deliver(batch, 0);
      } else {
        held.add(batch);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Delivers what was stored before, and from now on whatever comes.
  ///
  /// @param from the number of the first entry that is wanted
  void begin(List<EntryBatch> stored, long from) {
    lock.lock();
    try {
      stored.forEach(batch -> deliver(batch, from));
      held.forEach(batch -> deliver(batch, 0));
      held.clear();
      live = true;
    } finally {
      lock.unlock();
    }
  }

  /// Numbers begin anew if all of a topic was deleted, but those of the stream never do.
  private void deliver(EntryBatch batch, long from) {
    if (batch.sequence() <= position || closed) {
      return;
    }
    position = batch.sequence();
    List<Entry> wanted =
        batch.entries().stream().filter(entry -> entry.sequence() >= from).toList();
    if (!wanted.isEmpty()) {
      try {
        subscriber.received(wanted);
      } catch (RuntimeException e) { // its own fault, and not the author's
        System.getLogger("dev.heddle.topics").log(Level.ERROR, "a subscriber failed", e);
      }
    }
  }

  /// Never waits.
  void close() {
    closed = true;
  }
}
