package dev.heddle.loop.uring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.heddle.loop.linux.Linux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The buffers into which the kernel receives, shared by all connections of a loop, so that one
/// that waits needs none of its own (io_uring_register_buf_ring(3)).
///
/// If the kernel supports it, it fills a buffer incrementally, with bytes for many connections one
/// after another, until it is full; else every receive uses up a buffer. A completion does not say
/// where its part begins: that follows from the completions before it. So this needs a kernel that
/// reports completions in the order of the parts, even if the ring is full; before 6.16 some did
/// not, and one connection would get another's bytes. Belongs to its loop's thread.
final class ReceiveBuffers {
  static final int GROUP = 1;

  private static final int REGISTER_PBUF_RING = 22;
  private static final int INCREMENTAL = 2;
  private static final int ENTRY = 16;
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");
  private static final VarHandle SHORT = JAVA_SHORT.varHandle();

  private final int count;
  private final int size;
  private final boolean incremental;
  private final MemorySegment ring;
  private final MemorySegment memory;
  private final ByteBuffer bytes;
  private final int[] used;
  private short tail;

  /// @throws IOException if the kernel is too old
  ReceiveBuffers(Ring uring, Arena arena, RingSize sizes) throws IOException {
    RingSize.Pool pool = sizes.bitByBit();
    MemorySegment small =
        arena.allocate((long) ENTRY * Math.max(pool.count(), sizes.whole().count()), 4096);
    boolean bitByBit =
        pool.count() > 0
            && keepsOrder(System.getProperty("os.version"))
            && register(uring, arena, small, pool.count(), INCREMENTAL) >= 0;
    if (!bitByBit) {
      pool = sizes.whole();
      int result = register(uring, arena, small, pool.count(), 0);
      if (result < 0) {
        throw RingErrors.of("io_uring_register", result);
      }
    }
    incremental = bitByBit;
    count = pool.count();
    size = pool.bytes();
    ring = small;
    memory = arena.allocate((long) count * size, 4096);
    bytes = memory.asByteBuffer();
    used = new int[count];
    for (int id = 0; id < count; id++) {
      giveBack(id);
    }
  }

  /// Whether a kernel of this release reports parts in their order.
  static boolean keepsOrder(String release) {
    Matcher version = VERSION.matcher(release);
    if (!version.lookingAt()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    return major > 6 || (major == 6 && Integer.parseInt(version.group(2)) >= 16);
  }

  private static int register(Ring uring, Arena arena, MemorySegment ring, int entries, int flags) {
    MemorySegment argument = arena.allocate(40, 8);
    argument.set(JAVA_LONG, 0, ring.address());
    argument.set(JAVA_INT, 8, entries);
    argument.set(JAVA_SHORT, 12, (short) GROUP);
    argument.set(JAVA_SHORT, 14, (short) flags);
    return Linux.uringRegister(uring.fd(), REGISTER_PBUF_RING, argument, 1);
  }

  /// The bytes received, by their completion; valid until [#done].
  ByteBuffer received(int flags, int length) {
    int id = flags >>> Ring.BUFFER_SHIFT;
    int from = id * size + used[id];
    return bytes.limit(from + length).position(from);
  }

  /// It has been copied; the kernel may have the buffer again when it has filled it.
  void done(int flags, int length) {
    int id = flags >>> Ring.BUFFER_SHIFT;
    if (incremental && (flags & Ring.BUFFER_MORE) != 0) {
      used[id] += length;
    } else {
      used[id] = 0;
      giveBack(id);
    }
  }

  private void giveBack(int id) {
    long entry = (long) (tail & (count - 1)) * ENTRY;
    ring.set(JAVA_LONG, entry, memory.address() + (long) id * size);
    ring.set(JAVA_INT, entry + 8, size);
    ring.set(JAVA_SHORT, entry + 12, (short) id);
    tail++;
    SHORT.setRelease(ring, 14L, tail);
  }
}
