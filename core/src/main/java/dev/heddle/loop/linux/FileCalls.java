package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Sends from a file to a socket without a copy in this process, and asks whether the disk would
/// have to be waited for.
///
/// Belongs to one loop: its thread, or a virtual thread that it carries.
public final class FileCalls {
  private static final long SYS_CACHESTAT = 451;
  private static final long PAGE = 4096; // where they are larger, no file counts as being in memory

  private static final MethodHandle SENDFILE =
      Linux.call(
          "sendfile", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CACHESTAT =
      Linux.syscall(
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

  private final MemorySegment state;
  private final MemorySegment offset;
  private final MemorySegment range;
  private final MemorySegment counts;

  public FileCalls() {
    Arena arena = Arena.ofAuto();
    state = Linux.newState(arena);
    offset = arena.allocate(JAVA_LONG);
    range = arena.allocate(JAVA_LONG, 2);
    counts = arena.allocate(JAVA_LONG, 5);
  }

  /// Sends up to `count` bytes; waits for the disk if they are not in memory, and for the peer
  /// unless the socket does not block.
  ///
  /// @return how many; 0 if the file ends before; an error number negated
  public int send(int socket, int file, long position, int count) {
    offset.set(JAVA_LONG, 0, position);
    try {
      return (int)
          Linux.result(
              state, (long) SENDFILE.invokeExact(state, socket, file, offset, (long) count));
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }

  /// Whether all of this part of a file is in memory, as far as the system tells: since Linux 6.5,
  /// and of files that this process may write or owns.
  public boolean areInMemory(int file, long position, long count) {
    long first = position / PAGE;
    long pages = (position + count - 1) / PAGE - first + 1;
    range.setAtIndex(JAVA_LONG, 0, first * PAGE);
    range.setAtIndex(JAVA_LONG, 1, pages * PAGE);
    try {
      long result =
          Linux.result(
              state, (long) CACHESTAT.invokeExact(state, SYS_CACHESTAT, file, range, counts, 0));
      return result == 0 && counts.get(JAVA_LONG, 0) >= pages;
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }
}
