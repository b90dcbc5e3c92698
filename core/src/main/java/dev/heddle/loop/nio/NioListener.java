package dev.heddle.loop.nio;

import dev.heddle.loop.Poller;
import dev.heddle.net.Sockets;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A server socket of a loop. Belongs to the loop.
final class NioListener implements Poller.Listener, NioPoller.Ready {
  /// Accepts in a row before the connections of the loop get their turn.
  private static final int ACCEPTS_IN_A_ROW = 64;

  private final ServerSocketChannel channel;
  private final SocketAddress requested;
  private final SocketAddress address;
  private final Poller.Accepts accepts;
  private final SelectionKey key;

  NioListener(NioPoller poller, SocketAddress requested, int backlog, Poller.Accepts accepts)
      throws IOException {
    this.requested = requested;
    this.channel = Sockets.listen(requested, backlog);
    this.address = channel.getLocalAddress();
    this.accepts = accepts;
    channel.configureBlocking(false);
    this.key = poller.register(channel, 0, this);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void resume() {
    if (key.isValid()) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  @Override
  public void close() {
    Sockets.closeListener(channel, requested, address);
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      for (int i = 0; i < ACCEPTS_IN_A_ROW && channel.isOpen(); i++) {
        if (!accepts.ready()) {
          pause();
          return;
        }
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
          return;
        }
        accepts.accepted(new Accepted(accepted));
      }
    } catch (IOException e) {
      pause();
      accepts.failed(e);
    }
  }

  private void pause() {
    if (key.isValid()) {
      key.interestOps(0);
    }
  }

  /// An accepted socket.
  private record Accepted(SocketChannel channel) implements NioIncoming {

    @Override
    public @Nullable SocketAddress peer() {
      return Sockets.peer(channel);
    }

    @Override
    public SocketChannel take() throws IOException {
      try {
        channel.configureBlocking(false);
        return Sockets.tuned(channel);
      } catch (IOException e) {
        Sockets.close(channel);
        throw e;
      }
    }

    @Override
    public Transport on(Poller poller) throws IOException {
      return new NioTransport((NioPoller) poller, take());
    }

    @Override
    public void refuse(byte[] farewell) {
      Sockets.refuse(channel, farewell);
    }
  }
}
