package dev.heddle.engine.socket;

import dev.heddle.net.Sockets;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Connecting a blocking socket within a time.
public final class SocketConnect {
  private SocketConnect() {}

  /// @throws java.net.SocketTimeoutException if the peer does not answer in time
  /// @throws java.net.ConnectException if it refuses; the message names the address
  public static Transport connect(
      SocketAddress address, Duration timeout, TransportFactory transports) throws IOException {
    JdkPoller.load();
    SocketChannel channel = Sockets.openFor(address);
    try {
      if (address instanceof InetSocketAddress) {
        long millis = Math.clamp(TimeUnit.MILLISECONDS.convert(timeout), 1, Integer.MAX_VALUE);
        channel.socket().connect(address, (int) millis);
      } else {
        channel.connect(address); // within this machine the kernel answers at once
      }
      return transports.of(Sockets.tuned(channel));
    } catch (IOException e) {
      Sockets.close(channel);
      throw Sockets.connectFailed(address, e);
    } catch (RuntimeException e) {
      Sockets.close(channel);
      throw e;
    }
  }
}
