package dev.heddle.loop.epoll;

import dev.heddle.loop.Poller;
import dev.heddle.loop.linux.Epoll;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.LinuxSockets;
import dev.heddle.loop.linux.SocketAddresses;
import dev.heddle.net.SocketFiles;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;

/// A server socket of a loop. Belongs to the loop.
final class EpollListener implements Poller.Listener, EpollHandler {
  /// Accepts in a row before the connections of the loop get their turn.
  private static final int ACCEPTS_IN_A_ROW = 64;

  private final EpollPoller poller;
  private final Poller.Accepts accepts;
  private final int fd;
  private final SocketAddress requested;
  private final SocketAddress address;
  private final int place;
  private boolean closed;

  EpollListener(EpollPoller poller, SocketAddress requested, int backlog, Poller.Accepts accepts)
      throws IOException {
    this.poller = poller;
    this.accepts = accepts;
    this.requested = requested;
    this.fd = LinuxSockets.listening(requested, backlog, Linux.SOCK_NONBLOCK);
    this.address = LinuxSockets.localAddress(fd);
    try {
      this.place = poller.watches().add(fd, 0, this);
    } catch (IOException e) {
      SocketFiles.remove(requested, address);
      Linux.close(fd);
      throw e;
    }
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void resume() {
    watchFor(Epoll.IN);
  }

  private void pause() {
    watchFor(0);
  }

  private void watchFor(int events) {
    if (closed) {
      return;
    }
    try {
      poller.watches().change(fd, place, events);
    } catch (IOException e) {
      accepts.failed(e);
    }
  }

  @Override
  public void ready(int events) {
    for (int i = 0; i < ACCEPTS_IN_A_ROW && !closed; i++) {
      if (!accepts.ready()) {
        pause();
        return;
      }
      int accepted = Linux.accept(fd, Linux.SOCK_CLOEXEC);
      if (accepted == -Linux.EAGAIN || accepted == -Linux.EINTR) {
        return;
      }
      if (accepted < 0) {
        pause();
        accepts.failed(new IOException(Linux.message(accepted)));
        return;
      }
      accepts.accepted(new Accepted(accepted));
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      poller.watches().remove(place);
      SocketFiles.remove(requested, address);
      Linux.close(fd);
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /// An accepted descriptor.
  private record Accepted(int fd) implements Poller.Incoming {

    @Override
    public SocketAddress peer() {
      return SocketAddresses.decode(SocketAddresses.ask(fd, Linux::peerAddress));
    }

    @Override
    public Transport on(Poller poller) throws IOException {
      try {
        return new EpollTransport((EpollPoller) poller, fd);
      } catch (IOException e) {
        Linux.close(fd);
        throw e;
      }
    }

    @Override
    public void refuse(byte[] farewell) {
      LinuxSockets.refuse(fd, farewell);
    }
  }
}
