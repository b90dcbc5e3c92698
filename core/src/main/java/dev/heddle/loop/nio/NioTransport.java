package dev.heddle.loop.nio;

import dev.heddle.loop.ReadinessTransport;
import dev.heddle.net.Sockets;
import dev.heddle.transport.ReadBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// A socket of a loop that waits by a `Selector`. Belongs to its loop, see [LoopTransport].
final class NioTransport extends ReadinessTransport implements NioPoller.Ready {
  private final NioPoller poller;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final SocketAddress local;
  private final SocketAddress peer;
  private int interest = SelectionKey.OP_READ;

  /// @param channel connected and in non-blocking mode
  NioTransport(NioPoller poller, SocketChannel channel) throws IOException {
    super(poller.loop());
    this.poller = poller;
    this.channel = channel;
    this.local = channel.getLocalAddress();
    this.peer = channel.getRemoteAddress();
    this.key = poller.register(channel, interest, this);
  }

  @Override
  protected int receive(ReadBuffer into) throws IOException {
    ByteBuffer buffer = poller.readBuffer();
    int count = channel.read(buffer);
    if (count < 0) {
      return END; // and stays at its end
    }
    if (count < buffer.capacity()) {
      emptied(); // it would have given more
    }
    into.append(buffer.flip());
    return count;
  }

  @Override
  protected boolean send(ByteBuffer source) throws IOException {
    ByteBuffer buffer = poller.writeBuffer();
    int chunk = Math.min(source.remaining(), buffer.capacity());
    buffer.put(0, source, source.position(), chunk).limit(chunk);
    int count = channel.write(buffer);
    source.position(source.position() + count);
    return count == chunk;
  }

  @Override
  public void ready(SelectionKey ready) {
    int ops = ready.readyOps();
    if ((ops & SelectionKey.OP_READ) != 0) {
      if (!reader.isWaiting()) {
        unwant(SelectionKey.OP_READ);
      }
      readyToRead();
    }
    if ((ops & SelectionKey.OP_WRITE) != 0) {
      unwant(SelectionKey.OP_WRITE);
      readyToWrite();
    }
  }

  @Override
  public void closeOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  protected void closeSocket(boolean reset) {
    if (reset) {
      Sockets.reset(channel);
    } else {
      Sockets.close(channel);
    }
  }

  @Override
  public SocketAddress localAddress() {
    return local;
  }

  @Override
  public SocketAddress peerAddress() {
    return peer;
  }

  @Override
  protected void wantToRead() {
    want(SelectionKey.OP_READ);
  }

  @Override
  protected void wantToWrite() {
    want(SelectionKey.OP_WRITE);
  }

  private void want(int op) {
    if ((interest & op) == 0) {
      interest |= op;
      key.interestOps(interest);
    }
  }

  private void unwant(int op) {
    interest &= ~op;
    key.interestOps(interest);
  }
}
