package dev.heddle.transport;

/// Where a connection's buffers come from and go back to.
public interface Buffers {
  /// The smallest that there is.
  int SMALLEST = 512;

  /// The garbage-collected heap, for any thread.
  Buffers HEAP =
      new Buffers() {
        @Override
        public byte[] take(int least) {
          return new byte[roundUp(least)];
        }

        @Override
        public void giveBack(byte[] buffer) {}
      };

  /// A buffer of at least so many bytes. What is in it is left from others.
  byte[] take(int least);

  /// The buffer is not used any more, by anybody.
  void giveBack(byte[] buffer);

  /// The next power of two, so that a buffer that grows is copied few times.
  static int roundUp(int least) {
    return least <= SMALLEST ? SMALLEST : Math.max(least, Integer.highestOneBit(least - 1) << 1);
  }
}
