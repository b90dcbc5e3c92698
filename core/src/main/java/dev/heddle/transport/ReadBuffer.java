package dev.heddle.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The bytes that have been received and not yet read: filled at the end by a [Transport], consumed
/// at the front by its connection. Holds no memory while it is empty and released.
///
/// Not thread-safe: it belongs to the connection's one reader.
public final class ReadBuffer {
  private static final byte[] NONE = new byte[0];
  private static final int LARGEST_READ = 64 * 1024;

  /// Eight bytes at a time, the first of them lowest.
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOP_BITS = ONES << 7;

  private final Buffers buffers;
  private byte[] bytes = NONE;
  private int start;
  private int end;
  private int readSize = Buffers.SMALLEST;
  private boolean filled;

  /// An empty one, whose memory comes from the heap.
  public ReadBuffer() {
    this(Buffers.HEAP);
  }

  /// An empty one, whose memory comes from `buffers` and goes back there.
  public ReadBuffer(Buffers buffers) {
    this.buffers = buffers;
  }

  /// The bytes of `source`, which are consumed: not a copy, if they are in an array that may be
  /// read. For a reader that takes or copies them before the array's owner writes to it again.
  public static ReadBuffer of(ByteBuffer source) {
    var buffer = new ReadBuffer();
    if (source.hasArray()) {
      buffer.bytes = source.array();
      buffer.start = source.arrayOffset() + source.position();
      buffer.end = buffer.start + source.remaining();
      source.position(source.limit());
    } else {
      buffer.append(source);
    }
    return buffer;
  }

  public int size() {
    return end - start;
  }

  /// How many bytes of memory it holds.
  public int capacity() {
    return bytes.length;
  }

  /// How many it holds once there is [#room()].
  public int capacityWithRoom() {
    return isEmpty() ? readSize : Math.max(bytes.length, Buffers.roundUp(size() + readSize));
  }

  public boolean isEmpty() {
    return start == end;
  }

  /// The byte at `index` places after the first unread one.
  public byte get(int index) {
    return bytes[start + index];
  }

  /// The place of the first `wanted` at or after `from`, or -1.
  public int indexOf(byte wanted, int from) {
    byte[] array = bytes;
    int to = end;
    int i = start + from;
    long repeated = (wanted & 0xffL) * ONES;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long differs = (long) WORD.get(array, i) ^ repeated; // a byte of zeros where it is found
      long found = (differs - ONES) & ~differs & TOP_BITS; // exact for the lowest of them
      if (found != 0) {
        return i - start + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    for (; i < to; i++) {
      if (array[i] == wanted) {
        return i - start;
      }
    }
    return -1;
  }

  /// The array behind the buffer; the unread bytes begin at [#offset()]. Valid until the next call
  /// that adds or removes bytes.
  public byte[] array() {
    return bytes;
  }

  public int offset() {
    return start;
  }

  /// Forgets the first `count` bytes.
  public void skip(int count) {
    start += count;
    if (start == end) {
      start = 0;
      end = 0;
    }
  }

  /// A copy of the first `count` bytes, which are consumed.
  public byte[] take(int count) {
    byte[] copy = Arrays.copyOfRange(bytes, start, start + count);
    skip(count);
    return copy;
  }

  /// Moves as many bytes as are there and fit to `target`.
  public int moveTo(ByteBuffer target) {
    int count = Math.min(size(), target.remaining());
    target.put(bytes, start, count);
    skip(count);
    return count;
  }

  /// Appends what `source` holds: for transports that receive into memory of their own.
  public void append(ByteBuffer source) {
    int count = source.remaining();
    reserve(count);
    source.get(bytes, end, count);
    end += count;
  }

  /// Appends all of `other`, which gives it up.
  public void takeAll(ReadBuffer other) {
    if (isEmpty()) {
      release();
      bytes = other.bytes;
      start = other.start;
      end = other.end;
    } else {
      int count = other.size();
      reserve(count);
      System.arraycopy(other.bytes, other.start, bytes, end, count);
      end += count;
    }
    other.clear();
  }

  /// Room to receive into directly, for transports that must have it before they wait; followed by
  /// [#filled]. Grows while reads fill it and shrinks when they do not.
  public ByteBuffer room() {
    if (isEmpty() && bytes.length != readSize) {
      release();
      bytes = buffers.take(readSize);
    } else {
      reserve(readSize);
    }
    return ByteBuffer.wrap(bytes, end, bytes.length - end);
  }

  /// Room for at least `least` bytes, likewise; for transports that know how many will come.
  public ByteBuffer room(int least) {
    reserve(least);
    return ByteBuffer.wrap(bytes, end, bytes.length - end);
  }

  /// The last `count` bytes of [#room()]'s beginning have been received.
  public void filled(int count) {
    filled = count == bytes.length - end;
    if (filled) {
      readSize = Math.min(readSize * 2, LARGEST_READ);
    } else if (count < readSize / 4) {
      readSize = Math.max(readSize / 2, Buffers.SMALLEST);
    }
    end += count;
  }

  /// Whether the last read filled all of [#room()], so that more may have come with it.
  public boolean wasFilled() {
    return filled;
  }

  /// Gives the memory back if nothing is in it.
  public void release() {
    if (isEmpty() && bytes.length > 0) {
      buffers.giveBack(bytes);
      bytes = NONE;
    }
  }

  /// Discards the content and the memory.
  public void clear() {
    start = 0;
    end = 0;
    bytes = NONE;
  }

  private void reserve(int count) {
    if (bytes.length - end >= count) {
      return;
    }
    int needed = size() + count;
    byte[] old = bytes;
    if (needed > old.length) {
      bytes = buffers.take(needed);
    }
    System.arraycopy(old, start, bytes, 0, size());
    if (needed > old.length && old.length > 0) {
      buffers.giveBack(old);
    }
    end -= start;
    start = 0;
  }
}
