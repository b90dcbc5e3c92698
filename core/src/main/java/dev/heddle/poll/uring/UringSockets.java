package dev.heddle.poll.uring;

import dev.heddle.net.Addresses;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/// Opening sockets by the system's own calls. They are in blocking mode, which does not matter to
/// the ring: it waits by itself.
final class UringSockets {
  private UringSockets() {}

  static int open(SocketAddress address, int type) throws IOException {
    int family = SocketAddresses.family(address);
    int fd = Linux.socket(family, type);
    if (fd < 0) {
      throw new IOException("socket: " + Linux.message(fd));
    }
    if (family != Linux.AF_UNIX && type == Linux.SOCK_STREAM) {
      // A listening socket's connections inherit it.
      Linux.setOption(fd, Linux.IPPROTO_TCP, Linux.TCP_NODELAY, 1);
    }
    return fd;
  }

  /// A bound socket.
  ///
  /// @throws BindException if it cannot be; the message names the address
  static int bound(SocketAddress address, int type) throws IOException {
    int fd = open(address, type);
    if (type == Linux.SOCK_STREAM && !(address instanceof UnixDomainSocketAddress)) {
      Linux.setOption(fd, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, 1);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment encoded = SocketAddresses.encode(address, arena);
      require(Linux.bind(fd, encoded), address);
    } catch (IOException e) {
      Linux.close(fd);
      throw e;
    }
    return fd;
  }

  static int listening(SocketAddress address, int backlog) throws IOException {
    int fd = bound(address, Linux.SOCK_STREAM);
    try {
      require(Linux.listen(fd, backlog), address);
    } catch (IOException e) {
      Linux.close(fd);
      throw e;
    }
    return fd;
  }

  private static void require(int result, SocketAddress address) throws BindException {
    if (result < 0) {
      throw new BindException(Addresses.text(address) + ": " + Linux.message(result));
    }
  }

  /// Makes the close that follows send a reset.
  static void resetOnClose(int fd) {
    Linux.setOption(fd, Linux.SOL_SOCKET, Linux.SO_LINGER, 1, 0);
  }
}
