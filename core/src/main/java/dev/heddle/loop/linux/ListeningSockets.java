package dev.heddle.loop.linux;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The sockets of this process that another process can be given. Thread-safe.
public final class ListeningSockets {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private ListeningSockets() {}

  /// The descriptor of the socket that accepts connections, or receives datagrams, at an address.
  ///
  /// @throws IOException if there is none
  public static int at(SocketAddress address, boolean datagrams) throws IOException {
    NativeCalls.require();
    for (int fd : descriptors()) {
      boolean fits =
          datagrams
              ? Linux.option(fd, Linux.SOL_SOCKET, Linux.SO_TYPE) == Linux.SOCK_DGRAM
              : Linux.option(fd, Linux.SOL_SOCKET, Linux.SO_ACCEPTCONN) == 1;
      if (fits && LinuxSockets.localAddress(fd).equals(address)) {
        return fd;
      }
    }
    throw new IOException("no socket is bound to " + address);
  }

  /// Whether a descriptor that this process was given is a UDP socket.
  public static boolean isDatagrams(int fd) throws IOException {
    NativeCalls.require();
    return Linux.option(fd, Linux.SOL_SOCKET, Linux.SO_TYPE) == Linux.SOCK_DGRAM;
  }

  /// Whether connections can be accepted on a descriptor that this process was given: it is not one
  /// itself.
  public static boolean isListening(int fd) throws IOException {
    NativeCalls.require();
    return Linux.option(fd, Linux.SOL_SOCKET, Linux.SO_ACCEPTCONN) == 1;
  }

  /// The address of a descriptor that this process was given.
  ///
  /// @throws IOException if it is no socket
  public static SocketAddress address(int fd) throws IOException {
    NativeCalls.require();
    int type = Linux.option(fd, Linux.SOL_SOCKET, Linux.SO_TYPE);
    if (type < 0) {
      throw new IOException("descriptor " + fd + " is not a socket: " + Linux.message(type));
    }
    return LinuxSockets.localAddress(fd);
  }

  /// Another descriptor of the same socket, which stays open when the first one is closed.
  public static int copy(int fd) throws IOException {
    int copy = Linux.control(fd, Linux.F_DUPFD_CLOEXEC, 0);
    if (copy < 0) {
      throw new IOException("descriptor " + fd + ": " + Linux.message(copy));
    }
    return copy;
  }

  static List<Integer> descriptors() throws IOException {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.map(path -> Integer.valueOf(path.getFileName().toString())).toList();
    }
  }
}
