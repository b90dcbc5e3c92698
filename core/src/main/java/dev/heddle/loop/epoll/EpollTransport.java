package dev.heddle.loop.epoll;

import dev.heddle.loop.ReadinessTransport;
import dev.heddle.loop.linux.Epoll;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.LinuxSockets;
import dev.heddle.loop.linux.SentFile;
import dev.heddle.loop.linux.ShortCalls;
import dev.heddle.loop.linux.SocketAddresses;
import dev.heddle.transport.ReadBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// A socket of a loop that waits by epoll. Belongs to its loop, see [LoopTransport].
///
/// Edge-triggered: it is notified of new bytes, not of bytes that are still there. So it receives
/// until the socket is empty. A receive that leaves room in its buffer shows that as well, unless
/// the end of the stream, an error or urgent data cut it short.
final class EpollTransport extends ReadinessTransport implements EpollHandler {
  private static final int CUT_SHORT = Epoll.PRI | Epoll.RDHUP | Epoll.HUP | Epoll.ERR;
  private static final int READ = Epoll.EDGE | Epoll.IN | Epoll.PRI | Epoll.RDHUP;

  private final EpollPoller poller;
  private final int fd;
  private final int place;
  private final byte[] local;
  private final byte[] peer;
  private @Nullable Sending files;
  private boolean cutShort;
  private boolean wantsToWrite;
  private @Nullable IOException failure;

  /// @param fd a connected socket, which is this transport's from now on, unless this throws
  EpollTransport(EpollPoller poller, int fd) throws IOException {
    super(poller.loop());
    this.poller = poller;
    this.fd = fd;
    this.local = SocketAddresses.ask(fd, Linux::localAddress);
    this.peer = SocketAddresses.ask(fd, Linux::peerAddress);
    this.place = poller.watches().add(fd, READ, this);
  }

  @Override
  public void ready(int events) {
    if ((events & (Epoll.IN | CUT_SHORT)) != 0) {
      cutShort = (events & CUT_SHORT) != 0;
      readyToRead();
    }
    if ((events & (Epoll.OUT | Epoll.HUP | Epoll.ERR)) != 0) {
      readyToWrite();
    }
  }

  @Override
  protected int receive(ReadBuffer into) throws IOException {
    if (failure != null) {
      throw failure;
    }
    ByteBuffer room = into.room();
    int count = poller.calls().receive(fd, room);
    if (count > 0) {
      if (count < ShortCalls.most(room) && !cutShort) {
        emptied();
      }
      into.filled(count);
      return count;
    }
    if (count == -Linux.EAGAIN) {
      emptied();
      return 0;
    }
    if (count == 0) {
      return END;
    }
    failure = new IOException(Linux.message(count));
    throw failure;
  }

  @Override
  protected boolean send(ByteBuffer source) throws IOException {
    int offered = ShortCalls.most(source);
    int count = poller.calls().send(fd, source);
    if (count < 0 && count != -Linux.EAGAIN) {
      throw new IOException(Linux.message(count));
    }
    source.position(source.position() + Math.max(0, count));
    return count == offered;
  }

  @Override
  protected long writeFileInLoop(FileChannel file, long position, long count) throws IOException {
    Sending sender = files;
    if (sender == null) {
      sender = new Sending();
      files = sender;
    }
    return SentFile.send(poller.files(), file, position, count, sender);
  }

  private final class Sending implements SentFile.Target {
    Sending() {
      LinuxSockets.prepareForFiles(fd);
    }

    @Override
    public int descriptor() throws IOException {
      requireOpen();
      return fd;
    }

    @Override
    public void awaitRoom() throws IOException {
      EpollTransport.this.awaitRoom();
    }

    @Override
    public void sent(int bytes) {
      sentBesides(bytes);
    }
  }

  @Override
  protected void wantToRead() {} // always

  @Override
  protected void wantToWrite() throws IOException {
    if (!wantsToWrite) {
      poller.watches().change(fd, place, READ | Epoll.OUT);
      wantsToWrite = true; // for good: it costs nothing while there is room
    }
  }

  @Override
  public void closeOutput() throws IOException {
    inLoop(() -> {
      requireOpen();
      LinuxSockets.closeOutput(fd);
    });
  }

  @Override
  protected void closeSocket(boolean reset) {
    poller.watches().remove(place);
    if (reset) {
      LinuxSockets.reset(fd);
    } else {
      Linux.close(fd);
    }
  }

  @Override
  public SocketAddress localAddress() {
    return SocketAddresses.decode(local);
  }

  @Override
  public SocketAddress peerAddress() {
    return SocketAddresses.decode(peer);
  }
}
