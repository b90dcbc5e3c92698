package dev.heddle.load.wire;

/// How many bytes the connections of one loop may keep of unfinished answers, all together, so that
/// no server can fill the heap. Belongs to its loop.
public final class AnswerMemory {
  private static final long SHARE = 4;

  private long left;

  public AnswerMemory(long bytes) {
    this.left = bytes;
  }

  /// A part of the heap.
  ///
  /// @param loops how many share it
  public static AnswerMemory ofHeap(int loops) {
    return new AnswerMemory(Runtime.getRuntime().maxMemory() / SHARE / loops);
  }

  /// @throws NoMemoryException if there is no room for that many more
  void take(long bytes) throws NoMemoryException {
    if (bytes > left) {
      throw new NoMemoryException(bytes);
    }
    left -= bytes;
  }

  void give(long bytes) {
    left += bytes;
  }

  /// How many bytes may still be kept.
  public long left() {
    return left;
  }
}
