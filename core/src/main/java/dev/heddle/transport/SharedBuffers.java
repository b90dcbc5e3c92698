package dev.heddle.transport;

/// Buffers of one size for many connections. A connection has one only while something is in it, so
/// a few serve all, where fresh memory for each request would not stay in the processor's cache.
/// Thread-safe.
public final class SharedBuffers implements Buffers {
  private final int size;
  private final CarrierStacks<byte[]> stacks;

  /// Keeps some buffers of this size; others come from the heap.
  ///
  /// @param size the least that [#take] returns
  /// @param most how many to keep for each carrier
  public SharedBuffers(int size, int most) {
    this.size = size;
    this.stacks = new CarrierStacks<>(most);
  }

  @Override
  public byte[] take(int least) {
    if (least > size) {
      return new byte[Buffers.roundUp(least)];
    }
    byte[] buffer = stacks.pop();
    return buffer == null ? new byte[size] : buffer;
  }

  @Override
  public void giveBack(byte[] buffer) {
    if (buffer.length == size) {
      stacks.push(buffer);
    }
  }
}
