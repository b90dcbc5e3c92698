package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Datagrams to a Unix domain socket, which the JDK's channels cannot send: unix(7). Thread-safe.
public final class UnixDatagrams {
  private static final int MAX_NAME_BYTES = 107;

  private UnixDatagrams() {}

  /// Sends one datagram. Waits while the receiver's queue is full.
  ///
  /// @param name the socket's path, or `@` and a name in the abstract namespace
  /// @throws IOException if no socket receives there, or if the JVM denies native access; the
  ///   message gives the reason
  public static void send(String name, byte[] datagram) throws IOException {
    NativeCalls.require();
    int fd = Linux.socket(Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC);
    if (fd < 0) {
      throw new IOException("socket: " + Linux.message(fd));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, datagram);
      int sent = Linux.sendTo(fd, bytes, Linux.MSG_NOSIGNAL, encode(name, arena));
      if (sent < 0) {
        throw new IOException(name + ": " + Linux.message(sent));
      }
    } finally {
      Linux.close(fd);
    }
  }

  /// A name in the abstract namespace begins with a zero byte and is exactly as long as the address
  /// says; a path may end in a zero byte, and needs none.
  private static MemorySegment encode(String name, Arena arena) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_NAME_BYTES) {
      throw new IOException("the socket's name must have 1 to 107 bytes: " + name);
    }
    if (bytes[0] == '@') {
      bytes[0] = 0;
    }
    MemorySegment address = arena.allocate(Short.BYTES + (long) bytes.length, Short.BYTES);
    address.set(JAVA_SHORT, 0, (short) Linux.AF_UNIX);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, Short.BYTES, bytes.length);
    return address;
  }
}
