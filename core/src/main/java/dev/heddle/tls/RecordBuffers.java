package dev.heddle.tls;

import dev.heddle.transport.Buffers;
import dev.heddle.transport.SharedBuffers;

/// The memory that records are encrypted into. The JDK's engine wants room for the largest record
/// (16,709 bytes) even for a single byte, so a connection has such a buffer only while it sends. On
/// the heap: the JDK's ciphers copy what is elsewhere. Thread-safe.
final class RecordBuffers {
  /// How many bytes one has.
  static final int SIZE = 2 * TlsRecord.LARGEST;

  private static final int MOST = 4;
  private static final Buffers BUFFERS = new SharedBuffers(SIZE, MOST);

  private RecordBuffers() {}

  /// Room for two of the largest records. Its content is undefined.
  static byte[] take() {
    return BUFFERS.take(SIZE);
  }

  static void giveBack(byte[] buffer) {
    BUFFERS.giveBack(buffer);
  }
}
