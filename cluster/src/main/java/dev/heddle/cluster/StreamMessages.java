package dev.heddle.cluster;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The messages of a stream, by subject and number: what a topic needs of the servers. Thread-safe;
/// each method waits for them, but for those that say otherwise.
interface StreamMessages {
  /// The stream's name.
  String name();

  /// Whether it is worth asking for messages again: false if the servers have answered no such
  /// question for so long that they will hardly do so soon. Does not wait.
  boolean isReadable();

  /// Likewise, for messages that are to be stored.
  boolean isWritable();

  /// Stores a message, perhaps after the time for an answer is over.
  Stream.Outcome publish(String subject, byte[] body) throws InterruptedException;

  /// Stores a message if the latest one of its subject has the number `expected`; 0 if there may be
  /// none. That holds for 0. Above it, a stream with replicas may store several messages that are
  /// sent at the same moment: servers compare the number before they agree on the message, and not
  /// afterwards (nats-server 2.9). So each message must be one of which a second one does no harm.
  Stream.Outcome publish(String subject, long expected, byte[] body) throws InterruptedException;

  /// The number of the latest message in the stream; 0 if there was none.
  long lastSequence() throws IOException;

  /// The number of the first message that is kept; if there is none, that of the next one.
  long firstSequence() throws IOException;

  /// The latest message of a subject; null if there is none.
  Stream.@Nullable Stored last(String subject) throws IOException;

  /// The first message of a subject with this number or a higher one; null if there is none.
  Stream.@Nullable Stored next(String subject, long sequence) throws IOException;
}
