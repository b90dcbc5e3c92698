package dev.heddle.services.topics;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// One topic's messages and subscribers. Guarded by the lock of [MemoryTopics], but for removing a
/// subscriber, which any thread may do.
final class MemoryLog {
  /// About what a topic costs without its messages, and a message without its text.
  static final int OVERHEAD = 200;

  final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final ArrayDeque<Entry> entries = new ArrayDeque<>(1);
  private long sequence;
  private long bytes = OVERHEAD;

  /// The number of the latest message; 0 if there was none.
  long sequence() {
    return sequence;
  }

  /// About how much memory it takes.
  long bytes() {
    return bytes;
  }

  int size() {
    return entries.size();
  }

  void add(Entry entry) {
    sequence = entry.sequence();
    entries.add(entry);
    bytes += bytes(entry);
  }

  void removeOldest() {
    bytes -= bytes(entries.remove());
  }

  private static long bytes(Entry entry) {
    return OVERHEAD + 2L * (entry.author().length() + entry.text().length());
  }

  void deliver(List<Entry> some) {
    for (Subscriber subscriber : subscribers) {
      deliver(subscriber, some);
    }
  }

  static void deliver(Subscriber subscriber, List<Entry> some) {
    try {
      subscriber.received(some);
    } catch (RuntimeException e) { // its own fault, and not the author's
      System.getLogger("dev.heddle.topics").log(Level.ERROR, "a subscriber failed", e);
    }
  }

  /// The messages from a sequence number on, as they are.
  List<Entry> from(long first, int count) {
    var found = new ArrayList<Entry>();
    for (Entry entry : entries) {
      if (entry.sequence() >= first && found.size() < count) {
        found.add(entry);
      }
    }
    return found;
  }
}
