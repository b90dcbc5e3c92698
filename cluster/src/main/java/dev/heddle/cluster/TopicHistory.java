package dev.heddle.cluster;

import dev.heddle.services.topics.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what is stored of one topic, and counts: see [EntryBatch]. The servers find messages by
/// subject and number in the stream; an entry's number in its topic is found by halving.
/// Thread-safe; waits for the servers.
final class TopicHistory {
  /// About how many characters a piece has: several long entries, or many short ones.
  private static final int MOST_CHARACTERS = 40_000;

  /// How many messages to look at for one that is usually among the last.
  private static final int FEW = 128;

  private final StreamMessages stream;
  private final String subject;

  TopicHistory(StreamMessages stream, String subject) {
    this.stream = stream;
    this.subject = subject;
  }

  /// Where a topic ends.
  ///
  /// @param batch the latest one that counts; null if there is none
  /// @param sequence the number of the latest message, whether it counts or not; 0 if there is none
  /// @param isFetched whether a server was asked, which may have been behind; else it has been read
  ///   from the stream
  record End(@Nullable EntryBatch batch, long sequence, boolean isFetched) {
    static final End EMPTY = new End(null, 0, true);

    /// The number of the latest batch that counts; 0 if there is none.
    long batchSequence() {
      return batch == null ? 0 : batch.sequence();
    }
  }

  End end() throws IOException {
    Stream.Stored last = stream.last(subject);
    if (last == null) {
      return End.EMPTY;
    }
    return new End(counting(decoded(last)), last.sequence(), true);
  }

  /// The latest batch that counts, up to this one.
  ///
  /// @return null if none does
  private @Nullable EntryBatch counting(EntryBatch batch) throws IOException {
    EntryBatch reliable = batch.isOfLostStream() ? reliableBefore(batch.sequence()) : batch;
    return reliable == null ? null : countingUpTo(reliable);
  }

  /// The latest batch before that says what it follows in this stream; null if there is none.
  private @Nullable EntryBatch reliableBefore(long sequence) throws IOException {
    long span = FEW;
    while (true) {
      long from = Math.max(1, sequence - span);
      EntryBatch found = null;
      EntryBatch each = next(from);
      while (each != null && each.sequence() < sequence) {
        found = each.isOfLostStream() ? found : each;
        each = next(each.sequence() + 1);
      }
      if (found != null || from == 1) {
        return found;
      }
      span *= FEW;
    }
  }

  /// Likewise, up to one that is of this stream: what it follows counts, for its author had read
  /// it.
  private EntryBatch countingUpTo(EntryBatch batch) throws IOException {
    EntryBatch found = null;
    long latest = batch.previous();
    EntryBatch each = next(latest + 1);
    while (each != null && each.sequence() <= batch.sequence()) {
      if (each.follows(latest)) {
        found = each;
        latest = each.sequence();
      }
      each = next(each.sequence() + 1);
    }
    if (found == null) {
      throw new IOException("the stream " + stream.name() + " is shorter than it was");
    }
    return found;
  }

  private @Nullable EntryBatch next(long sequence) throws IOException {
    Stream.Stored stored = stream.next(subject, sequence);
    return stored == null ? null : decoded(stored);
  }

  /// The batches from the one with the entry `number` on, up to `latest`.
  ///
  /// @param count about how many entries are wanted
  /// @param latest where to stop, included
  List<EntryBatch> from(long number, int count, EntryBatch latest) throws IOException {
    var found = new ArrayList<EntryBatch>();
    int entries = 0;
    int characters = 0;
    EntryBatch next = at(number, latest);
    while (next != null && entries < count && characters < MOST_CHARACTERS) {
      found.add(next);
      for (Entry entry : next.entries()) {
        boolean wanted = entry.sequence() >= number;
        entries += wanted ? 1 : 0;
        characters += wanted ? entry.text().length() : 0;
      }
      next = next.sequence() < latest.sequence() ? following(next) : null;
    }
    return found;
  }

  private @Nullable EntryBatch following(EntryBatch batch) throws IOException {
    EntryBatch each = next(batch.sequence() + 1);
    while (each != null && !each.follows(batch.sequence())) {
      each = next(each.sequence() + 1);
    }
    return each;
  }

  /// The batch with this entry, or the first one after it; null if that would be after `latest`.
  private @Nullable EntryBatch at(long number, EntryBatch latest) throws IOException {
    if (number > latest.last()) {
      return null;
    }
    EntryBatch found = latest;
    long low = 1;
    long high = latest.sequence();
    while (low < high && number < found.entries().getFirst().sequence()) {
      long middle = low + (high - low) / 2;
      EntryBatch batch = next(middle);
      if (batch == null) {
        throw new IOException("the stream " + stream.name() + " is shorter than it was");
      }
      EntryBatch counts = counting(batch);
      if (counts == null || counts.last() < number) {
        low = batch.sequence() + 1;
      } else {
        found = counts;
        high = middle;
      }
    }
    return found;
  }

  private static EntryBatch decoded(Stream.Stored stored) throws IOException {
    try {
      return EntryBatch.decoded(stored);
    } catch (IllegalArgumentException e) {
      throw new IOException("message " + stored.sequence() + " was not understood", e);
    }
  }
}
