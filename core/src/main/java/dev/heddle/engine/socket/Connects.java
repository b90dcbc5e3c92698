package dev.heddle.engine.socket;

import dev.heddle.net.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Connecting a blocking socket within a time.
public final class Connects {
  private Connects() {}

  /// @throws java.net.SocketTimeoutException if the peer does not answer in time
  /// @throws java.net.ConnectException if it refuses; the message names the address
  public static SocketTransport connect(SocketAddress address, Duration timeout)
      throws IOException {
    SocketChannel channel = Sockets.openFor(address);
    try {
      if (address instanceof InetSocketAddress) {
        long millis = Math.clamp(TimeUnit.MILLISECONDS.convert(timeout), 1, Integer.MAX_VALUE);
        channel.socket().connect(address, (int) millis);
      } else {
        channel.connect(address); // within this machine the kernel answers at once
      }
      return new SocketTransport(Sockets.tuned(channel));
    } catch (IOException e) {
      Sockets.close(channel);
      throw Sockets.connectFailed(address, e);
    } catch (RuntimeException e) {
      Sockets.close(channel);
      throw e;
    }
  }
}
