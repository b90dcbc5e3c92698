package dev.heddle.engine.socket;

import dev.heddle.engine.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// Connecting a blocking socket within a time.
public final class Connects {
  private Connects() {}

  /// @throws SocketTimeoutException if the peer does not answer in time
  /// @throws java.net.ConnectException if it refuses; the message names the address
  public static SocketTransport connect(SocketAddress address, Duration timeout)
      throws IOException {
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new UnknownHostException(inet.getHostString());
    }
    boolean unix = address instanceof UnixDomainSocketAddress;
    var channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    try {
      if (unix) {
        channel.connect(address); // the kernel answers at once
      } else {
        channel.socket().connect(address, Math.toIntExact(Math.max(1, timeout.toMillis())));
      }
      return new SocketTransport(Sockets.tuned(channel));
    } catch (IOException e) {
      channel.close();
      throw named(e, address);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// The error with the address in its message.
  public static IOException named(IOException error, SocketAddress address) {
    String message = Addresses.text(address) + ": " + error.getMessage();
    IOException named =
        switch (error) {
          case SocketTimeoutException timeout -> new SocketTimeoutException(message);
          case SocketException refused -> new java.net.ConnectException(message);
          default -> new IOException(message);
        };
    named.initCause(error);
    return named;
  }
}
