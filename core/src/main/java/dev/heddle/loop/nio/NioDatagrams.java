package dev.heddle.loop.nio;

import dev.heddle.loop.DatagramSocket;
import dev.heddle.loop.Waiter;
import dev.heddle.net.Sockets;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/// A UDP socket of a loop. Belongs to the loop.
final class NioDatagrams implements DatagramSocket, NioPoller.Ready {
  /// Datagrams in a row before the others of the loop get a turn.
  private static final int IN_A_ROW = 64;

  private final NioPoller poller;
  private final DatagramChannel channel;
  private final SocketAddress address;
  private final SelectionKey key;
  private final Waiter receiver = new Waiter();
  private int inARow;

  NioDatagrams(NioPoller poller, SocketAddress requested) throws IOException {
    this.poller = poller;
    this.channel = Sockets.bind(requested);
    this.address = channel.getLocalAddress();
    channel.configureBlocking(false);
    this.key = poller.register(channel, 0, this);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public SocketAddress receive(ByteBuffer into) throws IOException {
    if (++inARow >= IN_A_ROW) {
      inARow = 0;
      Thread.yield();
    }
    while (true) {
      SocketAddress peer = channel.receive(into);
      if (peer != null) {
        return peer;
      }
      inARow = 0;
      key.interestOps(SelectionKey.OP_READ);
      receiver.await(Long.MAX_VALUE);
    }
  }

  @Override
  public void send(ByteBuffer payload, SocketAddress to) throws IOException {
    channel.send(payload, to);
  }

  @Override
  public void close() {
    poller
        .loop()
        .execute(() -> {
          Sockets.close(channel);
          receiver.wake();
        });
  }

  /// The JDK keeps the port until the selector has seen that the channel is closed.
  @Override
  public boolean isClosed() {
    return !channel.isOpen() && !channel.isRegistered();
  }

  @Override
  public void ready(SelectionKey ready) {
    ready.interestOps(0);
    receiver.wake();
  }
}
