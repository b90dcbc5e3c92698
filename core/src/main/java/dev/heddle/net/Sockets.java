package dev.heddle.net;

import dev.heddle.SocketDescriptor;
import dev.heddle.jdk.GivenSockets;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// Opening, tuning and closing the JDK's sockets, of IP and of Unix domains.
public final class Sockets {
  private Sockets() {}

  /// A bound server socket, in blocking mode; or the one that was given.
  ///
  /// @throws BindException if the address is taken, unknown here or not permitted; the message
  ///   names it
  public static ServerSocketChannel listen(SocketAddress address, int backlog) throws IOException {
    if (address instanceof SocketDescriptor given) {
      return GivenSockets.listening(given.number());
    }
    boolean unix = address instanceof UnixDomainSocketAddress;
    var channel =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      if (!unix) {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      return channel.bind(address, backlog);
    } catch (SocketException e) {
      close(channel);
      throw bindFailed(address, e);
    } catch (IOException | RuntimeException e) {
      close(channel);
      throw e;
    }
  }

  /// A bound UDP socket, in blocking mode; or the one that was given.
  ///
  /// @throws BindException as [#listen]
  public static DatagramChannel bind(SocketAddress address) throws IOException {
    if (address instanceof SocketDescriptor given) {
      return GivenSockets.datagrams(given.number());
    }
    var channel = DatagramChannel.open();
    try {
      return channel.bind(address);
    } catch (SocketException e) {
      close(channel);
      throw bindFailed(address, e);
    } catch (IOException | RuntimeException e) {
      close(channel);
      throw e;
    }
  }

  /// Has the system move bytes from a file to a socket. A virtual thread must not call this for a
  /// socket that blocks: it keeps its carrier then, and in JDK 25 a thread that interrupts it waits
  /// until it has ended.
  ///
  /// @return how many; 0 if a socket that does not block takes none now; -1 if the file has ended,
  ///   or one of the two has failed, which its next use tells
  /// @throws ClosedChannelException if one of the two is closed, by an interrupt perhaps
  public static long transfer(FileChannel file, long position, long count, SocketChannel to)
      throws IOException {
    try {
      long moved = file.transferTo(position, count, to);
      return moved > 0 || position < file.size() ? moved : -1;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return -1;
    }
  }

  /// Checks what the kernel and the JDK would report in other ways, or not at all: Linux gives a
  /// Unix domain socket without a path a name of its own, which no client could know.
  ///
  /// @throws BindException if nothing can listen there; the message names it
  /// @throws UnknownHostException if the address' host has not been found
  public static void requireBindable(SocketAddress address) throws IOException {
    requireResolved(address);
    if (address instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty()) {
      throw new BindException(Addresses.text(address) + ": no path");
    }
  }

  private static void requireResolved(SocketAddress address) throws UnknownHostException {
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new UnknownHostException(inet.getHostString());
    }
  }

  /// A socket to connect to the address with.
  ///
  /// @throws UnknownHostException if the address' host has not been found
  public static SocketChannel openFor(SocketAddress address) throws IOException {
    requireResolved(address);
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  /// A descriptor to hold in reserve; null if there is none left.
  public static @Nullable SocketChannel spare() {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      return null;
    }
  }

  /// Sets up an accepted or connected socket.
  public static SocketChannel tuned(SocketChannel channel) throws IOException {
    if (isTcp(channel)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return channel;
  }

  /// The other end of a connected socket; null if it is gone.
  public static @Nullable SocketAddress peer(SocketChannel channel) {
    try {
      return channel.getRemoteAddress();
    } catch (IOException e) {
      return null;
    }
  }

  /// Sends the reason to a client that is rejected. Never waits: what does not fit into an empty
  /// socket buffer at once is dropped.
  public static void refuse(SocketChannel channel, byte[] farewell) {
    try (channel) {
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(farewell));
      channel.shutdownOutput();
    } catch (IOException e) {
      // The peer has gone already.
    }
  }

  /// Closes; a failed close still releases the descriptor.
  public static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is closed all the same.
    }
  }

  /// Closes a server socket and removes the file of one that has a path.
  ///
  /// @param requested the address as it was asked for: the file of a socket that was given stays
  /// @param bound where it listens
  public static void closeListener(
      ServerSocketChannel channel, SocketAddress requested, SocketAddress bound) {
    if (channel.isOpen()) {
      SocketFiles.remove(requested, bound);
    }
    close(channel);
  }

  /// Closes so that the peer sees a reset.
  public static void reset(SocketChannel channel) {
    try {
      if (channel.isOpen() && isTcp(channel)) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // It is closed already.
    }
    close(channel);
  }

  /// The error of a failed connect with the address in its message.
  public static IOException connectFailed(SocketAddress address, IOException cause) {
    String message = Addresses.text(address) + ": " + cause.getMessage();
    IOException named =
        switch (cause) {
          case SocketTimeoutException timeout -> new SocketTimeoutException(message);
          case SocketException refused -> new ConnectException(message);
          default -> new IOException(message);
        };
    named.initCause(cause);
    return named;
  }

  /// The error of a failed bind with the address in its message.
  public static BindException bindFailed(SocketAddress address, SocketException cause) {
    var named = new BindException(Addresses.text(address) + ": " + cause.getMessage());
    named.initCause(cause);
    return named;
  }

  private static boolean isTcp(SocketChannel channel) throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress;
  }
}
