package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A pipe between two processes that send each other single bytes. Other processes inherit neither
/// end, except by [Successor]. Immutable.
///
/// @param reading the descriptor to read from
/// @param writing the descriptor to write to
public record Pipe(int reading, int writing) implements AutoCloseable {
  private static final MethodHandle PIPE =
      Linux.call("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  static Pipe open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      MemorySegment state = Linux.newState(arena);
      int made = Linux.result(state, (int) PIPE.invokeExact(state, pair, Linux.O_CLOEXEC));
      if (made < 0) {
        throw new IOException("no pipe: " + Linux.message(made));
      }
      return new Pipe(pair.getAtIndex(JAVA_INT, 0), pair.getAtIndex(JAVA_INT, 1));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }

  /// Waits for the next byte from a pipe.
  ///
  /// @return -1 if no process can write to it any more
  public static int read(int descriptor) throws IOException {
    try (var in = new FileInputStream(path(descriptor))) {
      return in.read();
    }
  }

  /// Writes a byte to a pipe.
  ///
  /// @throws IOException if no process can read it any more
  public static void write(int descriptor, int value) throws IOException {
    try (var out = new FileOutputStream(path(descriptor))) {
      out.write(value);
    }
  }

  private static String path(int descriptor) {
    return "/proc/self/fd/" + descriptor;
  }

  @Override
  public void close() {
    Linux.close(reading);
    Linux.close(writing);
  }
}
