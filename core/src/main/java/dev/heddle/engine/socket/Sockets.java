package dev.heddle.engine.socket;

import dev.heddle.engine.Addresses;
import dev.heddle.engine.Admission;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/// Opening, tuning and closing sockets of both families.
public final class Sockets {
  private Sockets() {}

  /// A bound server socket.
  ///
  /// @throws BindException if the address is taken, unknown here or not permitted; the message names
  ///     it
  public static ServerSocketChannel listen(SocketAddress address, int backlog) throws IOException {
    boolean unix = address instanceof UnixDomainSocketAddress;
    var channel =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      if (!unix) {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      return channel.bind(address, backlog);
    } catch (SocketException e) {
      channel.close();
      throw named(address, e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// The error with the address in its message.
  public static BindException named(SocketAddress address, SocketException cause) {
    var named = new BindException(Addresses.text(address) + ": " + cause.getMessage());
    named.initCause(cause);
    return named;
  }

  /// Closes a server socket and removes the file of one that has a path.
  public static void close(ServerSocketChannel channel) {
    try {
      SocketAddress address = channel.isOpen() ? channel.getLocalAddress() : null;
      channel.close();
      if (address instanceof UnixDomainSocketAddress unix && !unix.getPath().toString().isEmpty()) {
        Files.deleteIfExists(unix.getPath());
      }
    } catch (IOException e) {
      // Closing failed to be graceful; the descriptor is gone all the same.
    }
  }

  /// Sets up an accepted or connected socket.
  public static SocketChannel tuned(SocketChannel channel) throws IOException {
    if (isTcp(channel)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return channel;
  }

  /// Tells a client that there is no room for it, and why. Never waits: what does not fit into an
  /// empty socket buffer at once is not said.
  public static void refuse(SocketChannel channel, Admission admission) {
    try (channel) {
      channel.configureBlocking(false);
      channel.write(
          ByteBuffer.wrap((admission.refusal() + '\n').getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
    } catch (IOException e) {
      // It has left by itself.
    }
  }

  /// Makes the close that follows send a reset.
  public static void resetOnClose(SocketChannel channel) {
    try {
      if (channel.isOpen() && isTcp(channel)) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private static boolean isTcp(SocketChannel channel) throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress;
  }
}
