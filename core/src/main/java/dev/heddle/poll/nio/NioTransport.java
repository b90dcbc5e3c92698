package dev.heddle.poll.nio;

import dev.heddle.net.Sockets;
import dev.heddle.poll.LoopTransport;
import dev.heddle.poll.Waiter;
import dev.heddle.transport.ReadBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// A socket of a loop, by readiness: reads and writes as long as the system takes part, and parks
/// otherwise. A waiting connection holds no buffer.
final class NioTransport extends LoopTransport implements NioPoller.Ready {
  private final NioPoller poller;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final SocketAddress local;
  private final SocketAddress peer;
  private final Waiter writer = new Waiter();
  private int interest = SelectionKey.OP_READ;
  private boolean readable;
  private long bytesRead;
  private long bytesWritten;

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
  protected int readInLoop(ReadBuffer into, long timeoutNanos) throws IOException {
    while (true) {
      requireOpen();
      if (takeWake()) {
        return WOKEN;
      }
      if (readable) {
        ByteBuffer buffer = poller.readBuffer();
        int count = channel.read(buffer);
        readable = count == buffer.capacity(); // a short read has emptied the socket
        if (count != 0) {
          return received(into, buffer, count);
        }
      }
      beforeWaiting(into);
      want(SelectionKey.OP_READ);
      if (!await(reader, timeoutNanos)) {
        return TIMED_OUT;
      }
    }
  }

  private int received(ReadBuffer into, ByteBuffer buffer, int count) {
    if (count < 0) {
      readable = true; // and stays at its end
      return END;
    }
    bytesRead += count;
    into.append(buffer.flip());
    hasNotWaited();
    return count;
  }

  @Override
  protected void writeInLoop(ByteBuffer source) throws IOException {
    while (true) {
      requireOpen();
      ByteBuffer buffer = poller.writeBuffer();
      int chunk = Math.min(source.remaining(), buffer.capacity());
      buffer.put(0, source, source.position(), chunk).limit(chunk);
      int count = channel.write(buffer);
      bytesWritten += count;
      source.position(source.position() + count);
      if (!source.hasRemaining()) {
        return;
      }
      if (count < chunk) {
        want(SelectionKey.OP_WRITE);
        await(writer, FOREVER);
      }
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    int ops = ready.readyOps();
    if ((ops & SelectionKey.OP_READ) != 0) {
      readable = true;
      if (reader.isWaiting()) {
        reader.wake();
      } else {
        unwant(SelectionKey.OP_READ);
      }
    }
    if ((ops & SelectionKey.OP_WRITE) != 0) {
      unwant(SelectionKey.OP_WRITE);
      writer.wake();
    }
  }

  @Override
  public void closeOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  protected void closeInLoop(boolean reset) {
    if (reset) {
      Sockets.reset(channel);
    } else {
      Sockets.close(channel);
    }
    reader.wake();
    writer.wake();
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
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public long bytesWritten() {
    return bytesWritten;
  }

  private boolean await(Waiter waiter, long nanos) throws IOException {
    boolean woken = waiter.await(nanos);
    if (isClosed()) {
      throw new AsynchronousCloseException();
    }
    return woken;
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
