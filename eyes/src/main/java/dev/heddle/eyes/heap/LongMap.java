package dev.heddle.eyes.heap;

/// From ids, which are never zero, to file offsets. Each id has a slot, so that a bit set can say
/// more about it. Slots change while ids are added. Not thread-safe.
final class LongMap {
  private static final int SMALLEST = 1 << 10;
  private static final int LARGEST = 1 << 30;

  private long[] keys = new long[SMALLEST];
  private long[] values = new long[SMALLEST];
  private int size;

  /// @throws OutOfMemoryError if there are more than some 800 million
  void put(long key, long value) {
    if (4L * size >= 3L * keys.length) {
      grow();
    }
    int slot = probe(keys, key);
    if (keys[slot] == 0) {
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  /// -1 if it has none.
  int slot(long key) {
    int slot = probe(keys, key);
    return key == 0 || keys[slot] == 0 ? -1 : slot;
  }

  long key(int slot) {
    return keys[slot];
  }

  long value(int slot) {
    return values[slot];
  }

  /// -1 if there is none.
  long get(long key) {
    int slot = slot(key);
    return slot < 0 ? -1 : values[slot];
  }

  int size() {
    return size;
  }

  private void grow() {
    if (keys.length == LARGEST) {
      throw new OutOfMemoryError("more objects than can be counted here");
    }
    long[] newKeys = new long[2 * keys.length];
    long[] newValues = new long[newKeys.length];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        int slot = probe(newKeys, keys[i]);
        newKeys[slot] = keys[i];
        newValues[slot] = values[i];
      }
    }
    keys = newKeys;
    values = newValues;
  }

  /// The slot that has this key, or the free one for it.
  private static int probe(long[] keys, long key) {
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
