package dev.heddle.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What carries the bytes of one connection of the load. Belongs to its lane's loop: one thread
/// reads and one writes, both in that loop.
interface Wire {

  /// Sends the bytes, at the latest when the next read waits.
  void write(byte[] bytes) throws IOException;

  /// Sends what was written.
  void flush() throws IOException;

  /// Waits until there is something, and takes it.
  ///
  /// @param timeoutNanos how long to wait at the most; 0 for no limit
  /// @return how many bytes, or -1 at the end of the stream
  /// @throws java.net.SocketTimeoutException if nothing arrived in time
  int read(ByteBuffer target, long timeoutNanos) throws IOException;

  /// Signals the end of the stream to the peer.
  void closeOutput() throws IOException;

  /// Closes gracefully.
  void close() throws IOException;

  /// Closes at once; a read that waits throws.
  void abort();
}
