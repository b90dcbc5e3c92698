package dev.heddle.loop.epoll;

import dev.heddle.loop.Waiter;
import dev.heddle.loop.linux.Epoll;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.LinuxSockets;
import dev.heddle.net.Sockets;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One connect in progress: the virtual thread parks until the connection is open.
final class EpollConnect implements EpollHandler {
  private static final long RETRY_NANOS = 5_000_000;

  private final EpollPoller poller;
  private final int fd;
  private final SocketAddress address;
  private final long begun = System.nanoTime();
  private final long patience;
  private final Waiter waiter = new Waiter();

  private EpollConnect(EpollPoller poller, int fd, SocketAddress address, Duration timeout) {
    this.poller = poller;
    this.fd = fd;
    this.address = address;
    this.patience = TimeUnit.NANOSECONDS.convert(timeout);
  }

  static Transport connect(EpollPoller poller, SocketAddress address, Duration timeout)
      throws IOException {
    int fd = LinuxSockets.open(address, Linux.SOCK_STREAM, Linux.SOCK_NONBLOCK);
    try {
      new EpollConnect(poller, fd, address, timeout).run();
      return new EpollTransport(poller, fd);
    } catch (IOException e) {
      Linux.close(fd);
      throw Sockets.connectFailed(address, e);
    } catch (RuntimeException | Error e) {
      Linux.close(fd);
      throw e;
    }
  }

  private void run() throws IOException {
    int result;
    // In a Unix domain this means that the backlog is full, and no event reports when it has room.
    while ((result = LinuxSockets.connect(fd, address)) == -Linux.EAGAIN
        && address instanceof UnixDomainSocketAddress) {
      waiter.await(Math.min(RETRY_NANOS, timeLeft()));
    }
    if (result == -Linux.EINPROGRESS) {
      result = -awaitError();
    }
    if (result < 0) {
      throw new ConnectException(Linux.message(result));
    }
  }

  /// Parks until the connection is there, or cannot be.
  ///
  /// @return its error number, or 0
  private int awaitError() throws IOException {
    int place = poller.watches().add(fd, Epoll.OUT, this);
    try {
      if (!waiter.await(timeLeft())) {
        throw timedOut();
      }
    } finally {
      poller.watches().removeOpen(fd, place);
    }
    return Linux.option(fd, Linux.SOL_SOCKET, Linux.SO_ERROR);
  }

  private long timeLeft() throws SocketTimeoutException {
    long left = patience - (System.nanoTime() - begun);
    if (left <= 0) {
      throw timedOut();
    }
    return left;
  }

  private static SocketTimeoutException timedOut() {
    return new SocketTimeoutException("Connect timed out");
  }

  @Override
  public void ready(int events) {
    waiter.wake();
  }
}
