package dev.heddle.transport;

/// Supplies a connection's buffers and takes them back.
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

  /// A buffer of at least that many bytes. Its content is undefined.
  byte[] take(int least);

  /// Nothing uses the buffer any more.
  void giveBack(byte[] buffer);

  /// The next power of two, so that a buffer that grows is copied few times.
  static int roundUp(int least) {
    return least <= SMALLEST ? SMALLEST : Math.max(least, Integer.highestOneBit(least - 1) << 1);
  }
}
