package dev.heddle.services.topics;

import java.util.List;

/// An ordered log of messages. Thread-safe; every method may wait for the storage, so call none
/// with a lock held that a subscriber takes.
public interface Topic {
  String name();

  /// Appends a message. When this returns, it is stored as safely as its [Topics] can, and every
  /// subscriber has it.
  ///
  /// @return its sequence number; it follows the topic's last one, but a topic of which nothing is
  ///   kept any more begins with 1 again
  /// @throws StorageException if it cannot be stored now; then no subscriber receives it
  long append(String author, String text) throws StorageException;

  /// The latest messages, oldest first. All of them are in memory then: take [#from] for many.
  ///
  /// @param count how many at the most
  List<Entry> last(int count) throws StorageException;

  /// The messages from a sequence number on, oldest first: a piece of them, which is small even if
  /// they are long. Empty if there are none.
  ///
  /// @param count how many at the most
  List<Entry> from(long sequence, int count) throws StorageException;

  /// Gives `subscriber` all messages from a sequence number on: the stored ones before this
  /// returns, and each later one when it is stored. None is omitted and none is delivered twice.
  Subscription subscribe(long from, Subscriber subscriber) throws StorageException;

  /// Likewise, from the latest `count` messages on.
  Subscription subscribeToLast(int count, Subscriber subscriber) throws StorageException;
}
