package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// How OpenSSL gets at bytes of the heap: few are copied to memory of its own, because the segment
/// of an array is an object, and would be more than they are; many are left where they are. Belongs
/// to one thread.
final class ShortBytes {
  /// As many as are copied.
  static final int MOST = 1024;

  private final MemorySegment copy;

  /// @param copy for [#MOST] bytes; there until the last call
  ShortBytes(MemorySegment copy) {
    this.copy = copy;
  }

  /// Bytes to be read by OpenSSL, at once.
  MemorySegment of(byte[] bytes, int offset, int count) {
    if (count > MOST) {
      return MemorySegment.ofArray(bytes).asSlice(offset, count);
    }
    MemorySegment.copy(bytes, offset, copy, JAVA_BYTE, 0, count);
    return copy;
  }

  /// The first `count` bytes of a buffer, likewise.
  MemorySegment of(ByteBuffer buffer, int count) {
    return buffer.hasArray()
        ? of(buffer.array(), buffer.arrayOffset() + buffer.position(), count)
        : MemorySegment.ofBuffer(buffer);
  }

  /// Where OpenSSL is to write up to `count` bytes that are for a buffer of the heap; see [#take].
  MemorySegment room(ByteBuffer buffer, int count) {
    return count > MOST
        ? MemorySegment.ofArray(buffer.array())
            .asSlice(buffer.arrayOffset() + buffer.position(), count)
        : copy;
  }

  /// What it has written, if anything, is in the buffer from its position on.
  ///
  /// @param count as for the room
  /// @param written how many of them it has written
  void take(ByteBuffer buffer, int count, int written) {
    if (count <= MOST && written > 0) {
      MemorySegment.copy(
          copy, JAVA_BYTE, 0, buffer.array(), buffer.arrayOffset() + buffer.position(), written);
    }
  }
}
