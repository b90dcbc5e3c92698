package dev.heddle.load.wire;

import java.util.Arrays;

/// Bytes that are kept until the rest has arrived. Belongs to its connection's loop.
final class KeptBytes {
  private static final byte[] NONE = new byte[0];
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  /// A larger buffer is not reused for the next answer.
  private static final int SMALL = 4096;

  private final AnswerMemory memory;
  private byte[] bytes = NONE;
  private int size;

  KeptBytes(AnswerMemory memory) {
    this.memory = memory;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void append(byte[] source, int from, int to) throws NoMemoryException {
    int count = to - from;
    if (bytes.length - size < count) {
      grow((long) size + count);
    }
    System.arraycopy(source, from, bytes, size, count);
    size += count;
  }

  private void grow(long needed) throws NoMemoryException {
    if (needed > LARGEST) {
      throw new NoMemoryException(needed);
    }
    int capacity = (int) Math.min(LARGEST, Math.max(needed, 2L * bytes.length));
    memory.take(capacity - bytes.length);
    bytes = Arrays.copyOf(bytes, capacity);
  }

  void clear() {
    size = 0;
    if (bytes.length > SMALL) {
      memory.give(bytes.length);
      bytes = NONE;
    }
  }
}
