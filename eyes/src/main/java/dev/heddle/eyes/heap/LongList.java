package dev.heddle.eyes.heap;

import java.util.Arrays;

/// Numbers in order, which may be millions. Not thread-safe.
final class LongList {
  private long[] numbers = new long[16];
  private int size;

  void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] = number;
  }

  long get(int index) {
    return numbers[index];
  }

  long removeLast() {
    return numbers[--size];
  }

  int size() {
    return size;
  }
}
