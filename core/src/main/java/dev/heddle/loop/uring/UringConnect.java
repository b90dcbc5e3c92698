package dev.heddle.loop.uring;

import dev.heddle.loop.Waiter;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.LinuxSockets;
import dev.heddle.loop.linux.SocketAddresses;
import dev.heddle.net.Sockets;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One connect in progress: the virtual thread parks until the connection is open.
final class UringConnect implements Operation {
  private static final int CONNECT = 16;
  private static final int PENDING = Integer.MIN_VALUE;

  private final UringPoller poller;
  private final int fd;
  private final int place;
  private final Waiter waiter = new Waiter();
  private int result = PENDING;

  private UringConnect(UringPoller poller, int fd) {
    this.poller = poller;
    this.fd = fd;
    this.place = poller.operations().add(this);
  }

  static Transport connect(UringPoller poller, SocketAddress address, Duration timeout)
      throws IOException {
    int fd = LinuxSockets.open(address, Linux.SOCK_STREAM, 0);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment encoded = SocketAddresses.encode(address, arena);
      new UringConnect(poller, fd).run(encoded, timeout);
      return new UringTransport(poller, fd);
    } catch (IOException e) {
      Linux.close(fd);
      throw Sockets.connectFailed(address, e);
    } catch (RuntimeException | Error e) {
      Linux.close(fd);
      throw e;
    }
  }

  private void run(MemorySegment address, Duration timeout) throws IOException {
    long mark = poller.operations().begin(place, 0);
    poller
        .ring()
        .submit(Ring.head(CONNECT, 0, 0, fd), address.byteSize(), address.address(), 0, 0, mark, 0);
    boolean inTime = true;
    try {
      inTime = waiter.await(TimeUnit.NANOSECONDS.convert(timeout));
    } finally {
      if (result == PENDING) {
        poller.cancel(mark);
        awaitEnd(); // the kernel may look at the address until then
      }
      poller.operations().remove(place);
    }
    if (!inTime && result < 0) {
      throw new SocketTimeoutException("Connect timed out");
    }
    if (result < 0) {
      throw new ConnectException(Linux.message(result));
    }
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (result == PENDING) {
      try {
        waiter.await(Long.MAX_VALUE);
      } catch (IOException e) {
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void completed(int kind, int result, int flags) {
    this.result = result;
    waiter.wake();
  }
}
