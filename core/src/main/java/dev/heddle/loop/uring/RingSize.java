package dev.heddle.loop.uring;

/// How large a ring is, and what belongs to it. A value.
///
/// @param submissions places for submissions; when they are full, they go to the kernel early
/// @param completions places for completions; what does not fit waits in the kernel
/// @param bitByBit receive buffers that the kernel fills incrementally, if it can; 0 forbids it
/// @param whole receive buffers of which each receive uses up one, if it cannot
/// @param mostKept bytes that a connection keeps for its reader before it stops receiving
record RingSize(int submissions, int completions, Pool bitByBit, Pool whole, int mostKept) {
  static final RingSize DEFAULT =
      new RingSize(2048, 16 * 1024, new Pool(64, 32 * 1024), new Pool(1024, 2 * 1024), 64 * 1024);

  /// The number of buffers and the size of each; the number is a power of two.
  record Pool(int count, int bytes) {
    static final Pool NONE = new Pool(0, 0);
  }
}
