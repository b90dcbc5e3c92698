package dev.heddle.cluster;

import dev.heddle.services.topics.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Messages of a topic that were stored together, as one message of the stream. Immutable.
///
/// A batch counts if it follows the latest one of its topic that counts. Of two that follow the
/// same one, the first counts, and all ignore the other: nodes compute that alike from the stream.
/// A batch that follows one later than the latest counts, too: its node has read that one, and the
/// servers have lost it since, as may happen when a leader is killed or cut off (nats-server 2.9).
/// So all nodes agree again on what comes after such a loss.
///
/// Its bytes: a version (1), the number of the batch that it follows (8 bytes), the length and the
/// UTF-8 of the node, the first entry's number (8), the count of entries (4), and for each entry
/// its key (8), its time in milliseconds since 1970 (8), its author and its text, both like the
/// node. Lengths have 4 bytes; all numbers are big-endian.
///
/// @param sequence its number in the stream; 0 while it is not stored
/// @param previous the number in the stream of the batch that it follows; 0 for the first one of a
///   topic that is empty, which the servers see to
/// @param node the node whose members have said it
/// @param keys of the entries: unique in that node, to recognize them in the stream
/// @param entries at least one, numbered without gaps
record EntryBatch(long sequence, long previous, String node, List<Long> keys, List<Entry> entries) {
  private static final int VERSION = 1;

  EntryBatch {
    keys = List.copyOf(keys);
    entries = List.copyOf(entries);
  }

  /// The number of its last entry.
  long last() {
    return entries.getLast().sequence();
  }

  /// Whether it counts. One that follows what comes after it was written by a node that had read
  /// another stream of this name, which the servers have lost.
  ///
  /// @param latest the number of the latest batch before it that counts; 0 if there is none
  boolean follows(long latest) {
    return (previous >= latest && !isOfLostStream()) || previous == 0;
  }

  /// Whether its author had read a stream that the servers have lost since: it follows what is not
  /// there, or comes later than itself.
  boolean isOfLostStream() {
    return previous >= sequence;
  }

  byte[] encoded() {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(previous);
      write(out, node);
      out.writeLong(entries.getFirst().sequence());
      out.writeInt(entries.size());
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        out.writeLong(keys.get(i));
        out.writeLong(entry.time().toEpochMilli());
        write(out, entry.author());
        write(out, entry.text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
    return bytes.toByteArray();
  }

  /// @throws IllegalArgumentException if it is none
  static EntryBatch decoded(Stream.Stored stored) {
    try (var in = new DataInputStream(new ByteArrayInputStream(stored.body()))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("version " + version);
      }
      long previous = in.readLong();
      String node = read(in);
      long first = in.readLong();
      int count = in.readInt();
      var keys = new ArrayList<Long>();
      var entries = new ArrayList<Entry>();
      for (int i = 0; i < count; i++) {
        keys.add(in.readLong());
        Instant time = Instant.ofEpochMilli(in.readLong());
        entries.add(new Entry(first + i, time, read(in), read(in)));
      }
      return new EntryBatch(stored.sequence(), previous, node, keys, entries);
    } catch (IOException e) {
      throw new IllegalArgumentException("cut short", e);
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IllegalArgumentException("length " + length);
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
