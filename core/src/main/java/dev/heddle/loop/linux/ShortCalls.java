package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/// Receives available bytes and sends what fits, without waiting, straight into and out of arrays
/// of the heap.
///
/// Belongs to one loop: its thread, or a virtual thread that it carries.
public final class ShortCalls {
  /// The most that is moved at once: the garbage collector waits for that long.
  private static final int MOST = 64 * 1024;

  private static final MethodHandle RECV =
      Linux.shortCall(
          "recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SEND =
      Linux.shortCall(
          "send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  // Of this loop, and not of each virtual thread: nothing else runs before it is read.
  private final MemorySegment state = Linux.newState(Arena.ofAuto());

  /// How many bytes `receive` takes, or `send` gives, of such a buffer.
  public static int most(ByteBuffer buffer) {
    return Math.min(buffer.remaining(), MOST);
  }

  /// Receives up to [#most] bytes into the buffer, whose position stays.
  ///
  /// @return how many; 0 at the end; an error number negated
  public int receive(int fd, ByteBuffer into) {
    try {
      return (int)
          Linux.result(
              state,
              (long)
                  RECV.invokeExact(state, fd, memory(into), (long) most(into), Linux.MSG_DONTWAIT));
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }

  /// Sends up to [#most] bytes of the buffer, whose position stays.
  ///
  /// @return how many; an error number negated
  public int send(int fd, ByteBuffer from) {
    try {
      return (int)
          Linux.result(
              state,
              (long)
                  SEND.invokeExact(
                      state,
                      fd,
                      memory(from),
                      (long) most(from),
                      Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL));
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }

  private static MemorySegment memory(ByteBuffer buffer) {
    return buffer.hasArray()
        ? MemorySegment.ofArray(buffer.array())
            .asSlice(buffer.arrayOffset() + buffer.position(), buffer.remaining())
        : MemorySegment.ofBuffer(buffer);
  }
}
