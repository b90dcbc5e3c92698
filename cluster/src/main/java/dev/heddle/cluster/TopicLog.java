package dev.heddle.cluster;

import static java.util.Objects.requireNonNull;

import dev.heddle.cluster.TopicHistory.End;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Subscriber;
import dev.heddle.services.topics.Subscription;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One topic in use on this node: what is to be appended, its subscribers, and where it ends.
///
/// A batch says which one it follows; of several that follow the same one, one counts, and what is
/// in the others is sent again. So numbers have no gaps, whichever node appends. What is appended
/// while a batch is under way becomes the next one. An entry is stored when this node has read it
/// from the stream, in a batch that counts, and not before: answers may be lost, and no entry may
/// be stored twice. A second attempt follows the same batch as the first one, so that they exclude
/// each other, or a later one, up to which the stream has been read without finding the entry.
///
/// Thread-safe. Reading is the stream reader's thread, sending a thread that lives while there is
/// something to send.
final class TopicLog {
  /// How many entries a batch has at the most, and about how many characters.
  private static final int MOST_ENTRIES = 200;

  private static final int MOST_CHARACTERS = 100_000;

  /// How long to wait for the reader to pass what was stored, before asking the servers.
  private static final long READ_MILLIS = 1000;

  private static final long PAUSE_MILLIS = 100;

  /// If servers have lost the last few messages that this node has read, it sends a batch until the
  /// stream is as long as before, and only the last copy counts. It does not fill larger gaps.
  private static final int MOST_FILLED = 100;

  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");

  private final TopicHistory history;
  private final StreamMessages stream;
  private final String subject;
  private final Node node;
  private final LongSupplier position;
  private final List<Feed> feeds = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition read = lock.newCondition();

  // Guarded by the lock.
  private final Map<Long, PendingEntry> pending = new LinkedHashMap<>(); // by key
  private @Nullable End end; // null while it is not known
  private final List<EntryBatch> early = new ArrayList<>(); // read before the end was known
  private boolean sending;

  /// @param position how far the stream has been read
  TopicLog(StreamMessages stream, String subject, Node node, LongSupplier position) {
    this.stream = stream;
    this.subject = subject;
    this.node = node;
    this.position = position;
    this.history = new TopicHistory(stream, subject);
  }

  /// A batch has been read from the stream. Called by the reader.
  void received(EntryBatch batch) {
    List<PendingEntry> own;
    lock.lock();
    try {
      // Both in one step: the sender of what is pending after this batch must not find it pending
      // still.
      if (!take(batch)) {
        return;
      }
      own = removePending(batch);
    } finally {
      read.signalAll();
      lock.unlock();
    }
    feeds.forEach(feed -> feed.offer(batch));
    long number = batch.entries().getFirst().sequence();
    for (PendingEntry entry : own) {
      entry.stored(number + batch.keys().indexOf(entry.key));
    }
  }

  /// @return whether it is new, and counts
  private boolean take(EntryBatch batch) {
    End before = end;
    if (before == null) {
      early.add(batch);
      return false;
    }
    if (batch.sequence() <= before.sequence()) {
      return false;
    }
    boolean counts = batch.follows(before.batchSequence());
    end = new End(counts ? batch : before.batch(), batch.sequence(), false);
    return counts;
  }

  private List<PendingEntry> removePending(EntryBatch batch) {
    var own = new ArrayList<PendingEntry>();
    if (batch.node().equals(node.id())) {
      for (Long key : batch.keys()) {
        PendingEntry entry = pending.remove(key);
        if (entry != null) {
          own.add(entry);
        }
      }
    }
    return own;
  }

  /// Where the topic ends. Asks the servers once, and follows from then on.
  End end() throws IOException {
    lock.lock();
    try {
      if (end != null) {
        return end;
      }
    } finally {
      lock.unlock();
    }
    long passed = position.getAsLong();
    End stored = history.end();
    if (stream.lastSequence() < passed) {
      throw new IOException("the server is behind");
    }
    lock.lock();
    try {
      if (end == null) {
        end = stored;
        early.forEach(this::take); // no feed has begun yet, and none needs them
        early.clear();
      }
      return end;
    } finally {
      lock.unlock();
    }
  }

  /// Decides which entries a subscriber gets.
  @FunctionalInterface
  interface Beginning {
    /// @param end the number of the latest entry
    /// @return the number of the first entry wanted
    long from(long end);
  }

  /// Delivers what is stored; what is appended meanwhile is held back until then.
  ///
  /// @param ended called when the subscription is closed
  Subscription subscribe(Beginning beginning, Subscriber subscriber, Runnable ended)
      throws IOException {
    var feed = new Feed(subscriber);
    feeds.add(feed);
    try {
      EntryBatch latest = end().batch();
      long first = latest == null ? 1 : beginning.from(latest.last());
      feed.begin(latest == null ? List.of() : all(first, latest), first);
    } catch (IOException | RuntimeException e) {
      feeds.remove(feed);
      throw e;
    }
    return () -> {
      feed.close();
      if (feeds.remove(feed)) {
        ended.run();
      }
    };
  }

  /// All batches from the one with the entry `first` on.
  List<EntryBatch> all(long first, EntryBatch end) throws IOException {
    var found = new ArrayList<EntryBatch>();
    for (long next = first; next <= end.last(); ) {
      List<EntryBatch> piece = history.from(next, Integer.MAX_VALUE, end);
      if (piece.isEmpty()) {
        break;
      }
      found.addAll(piece);
      next = piece.getLast().last() + 1;
    }
    return found;
  }

  /// Some batches from the one with the entry `first` on.
  List<EntryBatch> some(long first, int count, EntryBatch end) throws IOException {
    return history.from(first, count, end);
  }

  /// Waits until the entry is stored and the subscribers of this node have it.
  long append(String author, String text) throws StorageException {
    var entry = new PendingEntry(node.nextKey(), author, text);
    lock.lock();
    try {
      pending.put(entry.key, entry);
      if (!sending) {
        sending = true;
        Thread.ofVirtual().name("heddle-append").start(this::send);
      }
    } finally {
      lock.unlock();
    }
    return entry.await();
  }

  /// Sends batches until nothing is pending.
  private void send() {
    try {
      for (List<PendingEntry> some; !(some = next()).isEmpty(); ) {
        if (node.isReachable()) {
          store(some);
        }
        if (!node.isReachable() || !stream.isWritable() || !stream.isReadable()) {
          some.forEach(entry -> entry.fail("NATS does not answer")); // unless it is stored
        }
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, "appending to " + subject + " failed", e);
      failAll(String.valueOf(e));
    }
  }

  private void failAll(String reason) {
    lock.lock();
    try {
      sending = false;
      pending.values().forEach(entry -> entry.fail(reason));
      pending.clear();
    } finally {
      lock.unlock();
    }
  }

  /// What fits into a batch of all that is pending, in order; if nothing is, sending ends.
  private List<PendingEntry> next() {
    lock.lock();
    try {
      pending.values().removeIf(PendingEntry::isOver);
      var some = new ArrayList<PendingEntry>();
      int characters = 0;
      for (PendingEntry entry : pending.values()) {
        characters += entry.author.length() + entry.text.length();
        if (some.size() == MOST_ENTRIES || (characters > MOST_CHARACTERS && !some.isEmpty())) {
          break;
        }
        some.add(entry);
      }
      sending = !some.isEmpty();
      return some;
    } finally {
      lock.unlock();
    }
  }

  /// Tries to store a batch after the latest one. It is tried again, perhaps with more entries,
  /// until these have been read or their time is over.
  private void store(List<PendingEntry> some) throws InterruptedException {
    try {
      Attempt attempt = attempt(some);
      if (attempt.entries.isEmpty()) {
        return;
      }
      long expected = attempt.after.sequence();
      byte[] body = batch(attempt).encoded();
      Stream.Outcome outcome =
          attempt.after.isFetched()
              ? stream.publish(subject, expected, body)
              : stream.publish(subject, body);
      switch (outcome) {
        // Until it is known whether it counts: a node that reads slowly must not fill the stream.
        case Stream.Outcome.Stored(long sequence) -> {
          if (sequence <= expected - MOST_FILLED) {
            some.forEach(entry -> entry.fail("the servers have lost messages of " + stream.name()));
          } else {
            awaitEnd(end -> end >= sequence, READ_MILLIS);
          }
        }
        case Stream.Outcome.Outrun _ -> {
          if (!awaitEnd(end -> end != expected, READ_MILLIS)) {
            correct(attempt.after);
          }
        }
        case Stream.Outcome.Unknown _ -> awaitEnd(end -> end != expected, PAUSE_MILLIS);
        case Stream.Outcome.Refused(String reason) -> {
          LOG.log(Level.WARNING, "cluster: {0} is not stored: {1}", subject, reason);
          some.forEach(entry -> entry.fail(reason));
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: not read: {1}", subject, e.getMessage());
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /// Entries that were not found up to the topic's end, and that end.
  private record Attempt(List<PendingEntry> entries, End after) {}

  /// Both in one step: entries that an earlier attempt has stored are not sent after that.
  private Attempt attempt(List<PendingEntry> some) throws IOException {
    var _ = end(); // known from here on
    lock.lock();
    try {
      List<PendingEntry> missing =
          some.stream().filter(entry -> pending.containsKey(entry.key)).toList();
      return new Attempt(missing, requireNonNull(end));
    } finally {
      lock.unlock();
    }
  }

  private EntryBatch batch(Attempt attempt) {
    End after = attempt.after;
    long first = after.batch() == null ? 1 : after.batch().last() + 1;
    Instant now = Instant.now();
    var keys = new ArrayList<Long>();
    var entries = new ArrayList<Entry>();
    for (PendingEntry entry : attempt.entries) {
      keys.add(entry.key);
      entries.add(new Entry(first + entries.size(), now, entry.author, entry.text));
    }
    return new EntryBatch(0, after.batchSequence(), node.id(), keys, entries);
  }

  /// Waits until the number of the topic's latest message is as wanted.
  ///
  /// @return false if it is not after this time
  private boolean awaitEnd(LongPredicate wanted, long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lock();
    try {
      while (end == null || !wanted.test(end.sequence())) {
        if (left <= 0) {
          return false;
        }
        left = read.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The servers say that the topic does not end where this node takes it to end. Either all its
  /// messages are too old and were deleted; or its end was once read from a server that was behind,
  /// and lies further on, where the reader has been meanwhile. A server that is behind now is not
  /// believed: whatever followed an earlier end would count for this node alone.
  private void correct(End taken) throws IOException {
    End stored = history.end();
    boolean isDeleted = stored.sequence() == 0 && stream.firstSequence() > taken.sequence();
    lock.lock();
    try {
      boolean isFurther =
          stored.sequence() > taken.sequence() && stored.sequence() <= position.getAsLong();
      if (taken.equals(end) && (isDeleted || isFurther)) {
        end = stored;
      }
    } finally {
      lock.unlock();
    }
  }
}
