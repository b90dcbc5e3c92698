package dev.heddle.loop;

import dev.heddle.transport.Transport;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A poller without sockets, so that a benchmark sees the loop alone.
final class IdlePoller implements Poller {
  private volatile Thread waiting;
  private volatile boolean woken;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void poll(long nanos) {
    if (nanos > 0) {
      waiting = Thread.currentThread();
      if (!woken) {
        LockSupport.parkNanos(this, nanos);
      }
      waiting = null;
    }
    woken = false;
  }

  @Override
  public void wakeup() {
    woken = true;
    LockSupport.unpark(waiting);
  }

  @Override
  public void close() {}

  @Override
  public Listener listen(SocketAddress address, int backlog, Accepts accepts) {
    throw new UnsupportedOperationException("no sockets");
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) {
    throw new UnsupportedOperationException("no sockets");
  }

  @Override
  public DatagramSocket bind(SocketAddress address) {
    throw new UnsupportedOperationException("no sockets");
  }
}
