package dev.heddle.eyes.heap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;

/// The bytes of a heap dump, in the format that HotSpot writes: numbers and ids at offsets.
/// Immutable, but belongs to one thread.
///
/// @see <a
///   href="https://hg.openjdk.org/jdk8/jdk8/jdk/raw-file/tip/src/share/demo/jvmti/hprof/manual.html">
///   the format</a>
final class Hprof {
  /// Of an id, in a JVM of 64 bits.
  static final int ID = 8;

  private static final String MAGIC = "JAVA PROFILE 1.0.";
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment bytes;
  private final long firstRecord;

  private Hprof(MemorySegment bytes, long firstRecord) {
    this.bytes = bytes;
    this.firstRecord = firstRecord;
  }

  /// @param arena for as long as it is read
  /// @throws IOException if it is not a heap dump of a JVM of 64 bits
  static Hprof map(FileChannel file, Arena arena) throws IOException {
    MemorySegment bytes = file.map(MapMode.READ_ONLY, 0, file.size(), arena);
    int nameEnd = MAGIC.length() + 1; // and a digit
    boolean isDump =
        bytes.byteSize() > nameEnd + 1 + 4 + 8
            && text(bytes, 0, MAGIC.length()).equals(MAGIC)
            && bytes.get(INT, nameEnd + 1) == ID;
    if (!isDump) {
      throw new IOException("not a heap dump of a JVM of 64 bits");
    }
    return new Hprof(bytes, nameEnd + 1 + 4 + 8);
  }

  long firstRecord() {
    return firstRecord;
  }

  long size() {
    return bytes.byteSize();
  }

  int u1(long offset) {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset));
  }

  int u2(long offset) {
    return Short.toUnsignedInt(bytes.get(SHORT, offset));
  }

  int i4(long offset) {
    return bytes.get(INT, offset);
  }

  long u4(long offset) {
    return Integer.toUnsignedLong(bytes.get(INT, offset));
  }

  long id(long offset) {
    return bytes.get(LONG, offset);
  }

  byte[] bytes(long offset, int count) {
    return bytes.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE);
  }

  String text(long offset, int count) {
    return text(bytes, offset, count);
  }

  private static String text(MemorySegment bytes, long offset, int count) {
    return new String(
        bytes.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
