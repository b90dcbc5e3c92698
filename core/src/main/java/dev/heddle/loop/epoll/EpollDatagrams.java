package dev.heddle.loop.epoll;

import dev.heddle.loop.DatagramSocket;
import dev.heddle.loop.Waiter;
import dev.heddle.loop.linux.DatagramCalls;
import dev.heddle.loop.linux.Epoll;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.LinuxSockets;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/// A UDP socket of a loop. Belongs to the loop.
final class EpollDatagrams implements DatagramSocket, EpollHandler {
  /// Datagrams in a row before the others of the loop get a turn.
  private static final int IN_A_ROW = 64;

  private final EpollPoller poller;
  private final DatagramCalls calls = new DatagramCalls();
  private final int fd;
  private final SocketAddress address;
  private final int place;
  private final Waiter receiver = new Waiter();
  private int inARow;
  private boolean closed;

  EpollDatagrams(EpollPoller poller, SocketAddress requested) throws IOException {
    this.poller = poller;
    this.fd = LinuxSockets.bound(requested, Linux.SOCK_DGRAM, 0);
    this.address = LinuxSockets.localAddress(fd);
    try {
      this.place = poller.watches().add(fd, Epoll.IN | Epoll.EDGE, this);
    } catch (IOException e) {
      Linux.close(fd);
      throw e;
    }
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
      requireOpen();
      int result = calls.receive(fd, into);
      if (result >= 0) {
        return calls.sender();
      }
      if (result != -Linux.EAGAIN) {
        throw new IOException(Linux.message(result));
      }
      inARow = 0;
      receiver.await(Long.MAX_VALUE);
    }
  }

  @Override
  public void send(ByteBuffer payload, SocketAddress to) throws IOException {
    requireOpen();
    calls.send(fd, payload, to);
  }

  @Override
  public void close() {
    poller
        .loop()
        .execute(() -> {
          if (!closed) {
            closed = true;
            poller.watches().remove(place);
            Linux.close(fd);
            receiver.wake();
          }
        });
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void ready(int events) {
    receiver.wake();
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }
}
