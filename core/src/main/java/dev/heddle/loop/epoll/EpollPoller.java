package dev.heddle.loop.epoll;

import dev.heddle.jdk.SafeLog;
import dev.heddle.loop.DatagramSocket;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import dev.heddle.loop.linux.Epoll;
import dev.heddle.loop.linux.FileCalls;
import dev.heddle.loop.linux.ShortCalls;
import dev.heddle.loop.linux.WakeUp;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.SocketAddress;
import java.time.Duration;

/// Waits by Linux's epoll, which reports when a socket is ready to be read or written.
///
/// Belongs to its loop's thread, as every [Poller].
public final class EpollPoller implements Poller {
  private static final Logger LOG = System.getLogger("dev.heddle.loop");
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final EventLoop loop;
  private final Epoll epoll;
  private final WakeUp wakeUp;
  private final EpollHandlers watches;
  private final ShortCalls calls = new ShortCalls();
  private final FileCalls files = new FileCalls();

  /// @throws IOException if descriptors have run out
  public EpollPoller(EventLoop loop) throws IOException {
    this.loop = loop;
    this.wakeUp = new WakeUp();
    try {
      this.epoll = new Epoll();
    } catch (IOException e) {
      wakeUp.close();
      throw e;
    }
    this.watches = new EpollHandlers(epoll, loop::failed);
    try {
      // Edge-triggered: each wake-up is reported anew, so it need not be read, and no handler is
      // called.
      watches.add(wakeUp.fd(), Epoll.IN | Epoll.EDGE, events -> {});
    } catch (IOException e) {
      wakeUp.close();
      epoll.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public void poll(long nanos) throws IOException {
    int count = epoll.await(millis(nanos));
    loop.awake();
    for (int i = 0; i < count; i++) {
      watches.report(epoll.mark(i), epoll.events(i));
    }
  }

  /// In the kernel's unit, rounded up: a wake-up that is too early would have to be repeated.
  private static int millis(long nanos) {
    if (nanos == Long.MAX_VALUE) {
      return -1;
    }
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(nanos, NANOS_PER_MILLI));
  }

  @Override
  public void wakeup() {
    wakeUp.wake();
  }

  @Override
  public Listener listen(SocketAddress address, int backlog, Accepts accepts) throws IOException {
    return new EpollListener(this, address, backlog, accepts);
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    return EpollConnect.connect(this, address, timeout);
  }

  @Override
  public DatagramSocket bind(SocketAddress address) throws IOException {
    return new EpollDatagrams(this, address);
  }

  @Override
  public void close() {
    wakeUp.close();
    epoll.close();
    int owners = watches.owners() - 1; // without the wake-up
    if (owners > 0) { // a defect; but one that a log names is found
      SafeLog.warning(LOG, "a loop ends with " + owners + " sockets open");
    }
  }

  EventLoop loop() {
    return loop;
  }

  EpollHandlers watches() {
    return watches;
  }

  ShortCalls calls() {
    return calls;
  }

  FileCalls files() {
    return files;
  }
}
