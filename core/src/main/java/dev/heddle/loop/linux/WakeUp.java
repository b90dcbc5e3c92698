package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A descriptor that becomes readable to wake a loop: see eventfd(2). Thread-safe, except that
/// nothing follows or runs beside [#close]: the descriptor's number may be another's then.
public final class WakeUp {
  private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1L);

  private final int fd;

  /// @throws IOException if descriptors have run out
  public WakeUp() throws IOException {
    fd = Linux.eventFd();
    if (fd < 0) {
      throw new IOException("eventfd: " + Linux.message(fd));
    }
  }

  public int fd() {
    return fd;
  }

  /// Never waits: the caller may hold up a loop.
  public void wake() {
    Linux.writeUnchecked(fd, ONE);
  }

  public void close() {
    Linux.close(fd);
  }
}
