package dev.heddle.loop.uring;

import dev.heddle.loop.Poller;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.LinuxSockets;
import dev.heddle.loop.linux.SocketAddresses;
import dev.heddle.net.SocketFiles;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;

/// A server socket whose connections the ring accepts: by one multishot accept while nothing limits
/// admission, else by one accept per admitted connection. Belongs to the loop.
final class UringListener implements Poller.Listener, Operation {
  private static final int ACCEPT = 13;
  private static final int MULTISHOT = 1;

  private final UringPoller poller;
  private final Poller.Accepts accepts;
  private final int fd;
  private final SocketAddress requested;
  private final SocketAddress address;
  private final int place;
  private boolean armed;
  private boolean closed;
  private boolean ended;

  UringListener(UringPoller poller, SocketAddress requested, int backlog, Poller.Accepts accepts)
      throws IOException {
    this.poller = poller;
    this.accepts = accepts;
    this.requested = requested;
    this.fd = LinuxSockets.listening(requested, backlog, 0);
    this.address = LinuxSockets.localAddress(fd);
    this.place = poller.operations().add(this);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void resume() {
    if (armed || closed || !accepts.ready()) {
      return;
    }
    try {
      poller
          .ring()
          .submit(
              Ring.head(ACCEPT, 0, accepts.always() ? MULTISHOT : 0, fd),
              0,
              0,
              0,
              Linux.SOCK_CLOEXEC,
              poller.operations().begin(place, 0),
              0);
      armed = true;
    } catch (IOException e) {
      accepts.failed(e);
    }
  }

  @Override
  public void completed(int kind, int result, int flags) {
    armed = (flags & Ring.MORE) != 0;
    try {
      if (result >= 0) {
        accepts.accepted(new Accepted(result));
      }
    } finally { // whatever is thrown for one connection, others are accepted
      goOn(result);
    }
  }

  private void goOn(int result) {
    if (closed) {
      if (!armed) {
        end();
      }
    } else if (result >= 0) {
      resume();
    } else if (!armed) {
      accepts.failed(new IOException(Linux.message(result)));
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    SocketFiles.remove(requested, address);
    if (!armed) {
      end();
      return;
    }
    try {
      poller.cancel(Operations.mark(place, 0));
    } catch (IOException e) {
      accepts.failed(e);
    }
  }

  @Override
  public boolean isClosed() {
    return ended;
  }

  private void end() {
    ended = true;
    Linux.close(fd);
    poller.operations().remove(place);
  }

  /// An accepted descriptor.
  private record Accepted(int fd) implements Poller.Incoming {

    @Override
    public SocketAddress peer() {
      return SocketAddresses.decode(SocketAddresses.ask(fd, Linux::peerAddress));
    }

    @Override
    public Transport on(Poller poller) {
      return new UringTransport((UringPoller) poller, fd);
    }

    @Override
    public void refuse(byte[] farewell) {
      LinuxSockets.refuse(fd, farewell);
    }
  }
}
