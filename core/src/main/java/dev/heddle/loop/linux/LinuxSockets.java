package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.SocketDescriptor;
import dev.heddle.net.Addresses;
import dev.heddle.net.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;

/// Opening, tuning and closing sockets by the system's own calls. Thread-safe.
public final class LinuxSockets {
  /// How many unsent bytes the system keeps for a connection. Without a bound it takes megabytes
  /// for a peer that does not read, copies them in one go, and delays the other connections
  /// meanwhile.
  private static final int MOST_UNSENT = 128 * 1024;

  private LinuxSockets() {}

  /// @param flags 0, or [Linux#SOCK_NONBLOCK]
  public static int open(SocketAddress address, int type, int flags) throws IOException {
    int family = SocketAddresses.family(address);
    int fd = Linux.socket(family, type | flags);
    if (fd < 0) {
      throw new IOException("socket: " + Linux.message(fd));
    }
    if (family != Linux.AF_UNIX && type == Linux.SOCK_STREAM) {
      // A listening socket's connections inherit both.
      Linux.setOption(fd, Linux.IPPROTO_TCP, Linux.TCP_NODELAY, 1);
      Linux.setOption(fd, Linux.IPPROTO_TCP, Linux.TCP_NOTSENT_LOWAT, MOST_UNSENT);
    }
    return fd;
  }

  /// A bound socket.
  ///
  /// @throws BindException if it cannot be; the message names the address
  public static int bound(SocketAddress address, int type, int flags) throws IOException {
    if (address instanceof SocketDescriptor given) {
      if (Linux.option(given.number(), Linux.SOL_SOCKET, Linux.SO_TYPE) != type) {
        throw new IOException(given + " is not a UDP socket");
      }
      own(given.number(), flags);
      return given.number();
    }
    int fd = open(address, type, flags);
    if (type == Linux.SOCK_STREAM && !(address instanceof UnixDomainSocketAddress)) {
      Linux.setOption(fd, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, 1);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment encoded = SocketAddresses.encode(address, arena);
      require(Linux.bind(fd, encoded), address);
    } catch (SocketException e) {
      Linux.close(fd);
      throw e instanceof BindException named ? named : Sockets.bindFailed(address, e);
    } catch (IOException e) {
      Linux.close(fd);
      throw e;
    }
    return fd;
  }

  /// A listening socket.
  ///
  /// @throws BindException as [#bound]
  public static int listening(SocketAddress address, int backlog, int flags) throws IOException {
    if (address instanceof SocketDescriptor given) {
      return given(given, flags);
    }
    int fd = bound(address, Linux.SOCK_STREAM, flags);
    try {
      require(Linux.listen(fd, backlog), address);
    } catch (IOException e) {
      Linux.close(fd);
      throw e;
    }
    return fd;
  }

  /// A listening socket that the process was given, set up as one of its own.
  private static int given(SocketDescriptor descriptor, int flags) throws IOException {
    int fd = descriptor.number();
    int listens = Linux.option(fd, Linux.SOL_SOCKET, Linux.SO_ACCEPTCONN);
    if (listens != 1) {
      String why = listens < 0 ? Linux.message(listens) : "it does not listen";
      throw new IOException(descriptor + " is not a listening socket: " + why);
    }
    own(fd, flags);
    Linux.setOption(fd, Linux.IPPROTO_TCP, Linux.TCP_NODELAY, 1);
    Linux.setOption(fd, Linux.IPPROTO_TCP, Linux.TCP_NOTSENT_LOWAT, MOST_UNSENT);
    return fd;
  }

  /// Another process may have the same socket: one that waits in its calls copes with a socket that
  /// does not block, and the other way round none does. So it is never made to block.
  private static void own(int fd, int flags) {
    Linux.control(fd, Linux.F_SETFD, Linux.FD_CLOEXEC);
    if (flags != 0) {
      Linux.control(fd, Linux.F_SETFL, flags);
    }
  }

  private static void require(int result, SocketAddress address) throws BindException {
    if (result < 0) {
      throw new BindException(Addresses.text(address) + ": " + Linux.message(result));
    }
  }

  /// Begins to connect.
  ///
  /// @return 0, or an error number negated
  public static int connect(int fd, SocketAddress address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return Linux.connect(fd, SocketAddresses.encode(address, arena));
    }
  }

  public static SocketAddress localAddress(int fd) {
    return SocketAddresses.decode(SocketAddresses.ask(fd, Linux::localAddress));
  }

  /// Signals the end of the stream to the peer; does nothing if both sides have ended already.
  public static void closeOutput(int fd) throws IOException {
    int result = Linux.shutdown(fd, Linux.SHUT_WR);
    if (result < 0 && result != -Linux.ENOTCONN) {
      throw new IOException(Linux.message(result));
    }
  }

  /// Sets a connection up for sending files, which other sends do not notice: it does not block,
  /// and the system may keep more of it unsent, for what it does not copy takes no time.
  public static void prepareForFiles(int fd) {
    Linux.control(fd, Linux.F_SETFL, Linux.SOCK_NONBLOCK);
    Linux.setOption(fd, Linux.IPPROTO_TCP, Linux.TCP_NOTSENT_LOWAT, 0);
  }

  /// Sends a last line, without waiting, and closes.
  public static void refuse(int fd, byte[] farewell) {
    try (Arena arena = Arena.ofConfined()) {
      Linux.sendTo(
          fd,
          arena.allocateFrom(JAVA_BYTE, farewell),
          Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL,
          MemorySegment.NULL);
    }
    Linux.shutdown(fd, Linux.SHUT_WR);
    Linux.close(fd);
  }

  /// Closes so that the peer sees a reset.
  public static void reset(int fd) {
    Linux.setOption(fd, Linux.SOL_SOCKET, Linux.SO_LINGER, 1, 0);
    Linux.close(fd);
  }
}
