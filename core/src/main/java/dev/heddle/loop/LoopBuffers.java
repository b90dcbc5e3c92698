package dev.heddle.loop;

import dev.heddle.transport.Buffers;

/// The buffers of one loop's connections. A connection has one only while something is in it, so a
/// few serve all, and those few stay in the processor's cache, where fresh memory for each request
/// would not.
///
/// Any thread may use it; threads outside the loop get fresh memory.
final class LoopBuffers implements Buffers {
  private static final int SIZES = 6; // 512 B to 16 KiB
  private static final int MOST = 64;
  private static final int SMALLEST_BITS = Integer.numberOfTrailingZeros(SMALLEST);

  private final EventLoop loop;
  private final byte[][][] free = new byte[SIZES][MOST][];
  private final int[] count = new int[SIZES];

  LoopBuffers(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public byte[] take(int least) {
    int length = Buffers.roundUp(least);
    int size = sizeOf(length);
    if (size < SIZES && loop.inLoop() && count[size] > 0) {
      return free[size][--count[size]];
    }
    return new byte[length];
  }

  @Override
  public void giveBack(byte[] buffer) {
    int size = sizeOf(buffer.length);
    if (size < SIZES && buffer.length == SMALLEST << size && loop.inLoop() && count[size] < MOST) {
      free[size][count[size]++] = buffer;
    }
  }

  private static int sizeOf(int length) {
    return Math.max(0, 31 - Integer.numberOfLeadingZeros(length) - SMALLEST_BITS);
  }
}
