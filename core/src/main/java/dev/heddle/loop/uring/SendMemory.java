package dev.heddle.loop.uring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Memory that the kernel sends from: it must lie still until the send has completed, so it is lent
/// for that long, in blocks of a few sizes. Belongs to its loop's thread.
final class SendMemory {
  /// The largest block.
  static final int LARGEST = 64 * 1024;

  /// From how many bytes on it is worth while to send from memory that is not ours.
  static final int WORTH_LENDING = 16 * 1024;

  /// How many times as large as a block the next larger one is.
  static final int GROWTH = 4;

  private static final int SMALLEST_BITS = 8;
  private static final int SIZES = 5; // 256 B, 1, 4, 16 and 64 KiB
  private static final int SLAB = 64 * 1024;
  private static final int FOREIGN = -1;

  private final Arena arena;
  private final Block[][] free = new Block[SIZES][16];
  private final int[] freeCount = new int[SIZES];
  private int lent;

  SendMemory(Arena arena) {
    this.arena = arena;
  }

  /// A piece of memory that lies still, and its view as a buffer.
  static final class Block {
    final long address;
    final ByteBuffer bytes;
    private final int size;
    private int sent;
    private boolean over;

    private Block(MemorySegment memory, int size) {
      this.address = memory.address();
      this.bytes = memory.asByteBuffer();
      this.size = size;
    }

    /// Whether it is the writer's own memory, in which case the writer waits until it is sent.
    boolean isForeign() {
      return size == FOREIGN;
    }

    /// Whether the kernel does not need it any more.
    boolean isOver() {
      return over;
    }

    /// How many bytes fit into it.
    int capacity() {
      return bytes.capacity();
    }

    /// The address of the first unsent byte.
    long addressLeft() {
      return address + sent;
    }

    int left() {
      return bytes.position() - sent;
    }

    /// That many bytes have been sent.
    void advance(int count) {
      sent += count;
    }
  }

  /// A block with room for `length` bytes, or the largest if that is less.
  Block take(int length) {
    int size = 0;
    while (size < SIZES - 1 && length > bytesOf(size)) {
      size++;
    }
    if (freeCount[size] == 0) {
      grow(size);
    }
    Block block = free[size][--freeCount[size]];
    block.bytes.clear();
    block.sent = 0;
    lent++;
    return block;
  }

  /// The remaining bytes of a direct buffer as a block that is full: they are not copied, and must
  /// lie still until it is given back.
  static Block foreign(ByteBuffer source) {
    var block = new Block(MemorySegment.ofBuffer(source), FOREIGN);
    block.bytes.position(block.bytes.limit());
    return block;
  }

  void giveBack(Block block) {
    if (block.isForeign()) {
      block.over = true;
      return;
    }
    lent--;
    addFree(block);
  }

  /// How many blocks have not been given back.
  int lent() {
    return lent;
  }

  private void addFree(Block block) {
    int size = block.size;
    if (freeCount[size] == free[size].length) {
      free[size] = Arrays.copyOf(free[size], 2 * free[size].length);
    }
    free[size][freeCount[size]++] = block;
  }

  private void grow(int size) {
    MemorySegment slab = arena.allocate(SLAB, 64);
    for (long at = 0; at < SLAB; at += bytesOf(size)) {
      addFree(new Block(slab.asSlice(at, bytesOf(size)), size));
    }
  }

  private static int bytesOf(int size) {
    return 1 << (SMALLEST_BITS + 2 * size);
  }
}
