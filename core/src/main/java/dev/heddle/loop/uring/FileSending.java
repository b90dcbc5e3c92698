package dev.heddle.loop.uring;

import dev.heddle.loop.Waiter;
import dev.heddle.loop.linux.LinuxSockets;
import dev.heddle.loop.linux.SentFile;
import dev.heddle.transport.WriterTurn;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;

/// Sends files on a connection. The kernel does so by a call, for the ring has no operation that
/// does it without threads of the kernel's own. Belongs to the loop.
final class FileSending implements SentFile.Target {
  private static final int POLL_ADD = 6;
  private static final int POLLOUT = 4;

  private final UringPoller poller;
  private final int fd;
  private final int place;
  private final int kind;
  private final Waiter writer = new Waiter();
  private boolean polling;
  private boolean closed;
  private long bytesSent;

  FileSending(UringPoller poller, int fd, int place, int kind) {
    this.poller = poller;
    this.fd = fd;
    this.place = place;
    this.kind = kind;
    LinuxSockets.prepareForFiles(fd);
  }

  /// Sends a part of a file, as [SentFile#send]; nothing else may be unsent.
  long send(FileChannel file, long position, long count) throws IOException {
    return SentFile.send(poller.files(), file, position, count, this);
  }

  @Override
  public int descriptor() throws IOException {
    if (closed) {
      throw new AsynchronousCloseException();
    }
    return fd;
  }

  @Override
  public void awaitRoom() throws IOException {
    descriptor();
    if (!polling) {
      poller
          .ring()
          .submit(
              Ring.head(POLL_ADD, 0, 0, fd),
              0,
              0,
              0,
              POLLOUT,
              poller.operations().begin(place, kind),
              0);
      polling = true;
    }
    writer.await(Long.MAX_VALUE);
  }

  @Override
  public void sent(int bytes) {
    long before = bytesSent;
    bytesSent = before + bytes;
    WriterTurn.sent(before, bytesSent);
  }

  /// There is room, or the poll has failed or been cancelled, which the next call shows.
  void completed() {
    polling = false;
    writer.wake();
  }

  void close() {
    closed = true;
    writer.wake();
    if (polling) {
      try {
        poller.cancel(Operations.mark(place, kind));
      } catch (IOException e) {
        // The loop is ending, and cancels everything.
      }
    }
  }

  /// Whether something is with the kernel.
  boolean isUnderWay() {
    return polling;
  }

  long bytesSent() {
    return bytesSent;
  }
}
