package dev.heddle.loop.nio;

import dev.heddle.loop.Waiter;
import dev.heddle.net.Sockets;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Connecting on a loop: the virtual thread parks until the connection is open.
final class NioConnect {
  private NioConnect() {}

  static Transport connect(NioPoller poller, SocketAddress address, Duration timeout)
      throws IOException {
    SocketChannel channel = Sockets.openFor(address);
    try {
      channel.configureBlocking(false);
      if (!channel.connect(address)) {
        await(poller, channel, timeout);
      }
      return new NioTransport(poller, Sockets.tuned(channel));
    } catch (IOException e) {
      Sockets.close(channel);
      throw Sockets.connectFailed(address, e);
    } catch (RuntimeException e) {
      Sockets.close(channel);
      throw e;
    }
  }

  private static void await(NioPoller poller, SocketChannel channel, Duration timeout)
      throws IOException {
    var waiter = new Waiter();
    NioPoller.Ready wake =
        ready -> {
          ready.interestOps(0);
          waiter.wake();
        };
    SelectionKey key = poller.register(channel, SelectionKey.OP_CONNECT, wake);
    if (!waiter.await(TimeUnit.NANOSECONDS.convert(timeout))) {
      throw new SocketTimeoutException("Connect timed out");
    }
    channel.finishConnect();
    key.interestOps(0);
  }
}
