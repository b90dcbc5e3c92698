package dev.heddle.loop.uring;

import dev.heddle.loop.LoopTransport;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.LinuxSockets;
import dev.heddle.loop.linux.SocketAddresses;
import dev.heddle.transport.ReadBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A socket of a loop, by completion: one multishot receive that runs until it is stopped, and one
/// send at a time, or a file ([FileSending]). A waiting connection holds no buffer.
///
/// Bytes that arrive while no thread reads are kept, up to a bound; then the receive is stopped
/// until one reads. What is written goes into [SendQueue], and its writer waits only while that is
/// full.
///
/// ```
///   receive:  OFF ──read──▶ ON ──too much kept: cancel──▶ STOPPING ──completion──▶ OFF
/// ```
final class UringTransport extends LoopTransport implements Operation {
  private static final int RECV = 27;
  private static final int RECV_MULTISHOT = 2;
  private static final int KIND_RECEIVE = 0;
  private static final int KIND_SEND = 1;
  private static final int KIND_FILE = 2;

  /// Changes up to this many bytes are not reported.
  private static final int SMALL = 4 * 1024;

  private static final byte[] NONE = new byte[0];

  private final UringPoller poller;
  private final int fd;
  private final int place;
  private final SendQueue sending;
  private final byte[] peer;
  private @Nullable FileSending files;
  private byte @Nullable [] local;
  private @Nullable ReadBuffer kept;
  private @Nullable ReadBuffer target;
  private int receivedForTarget;
  private IntConsumer keptChanges = change -> {};
  private int keptReported;
  private boolean receiving;
  private boolean stopping;
  private boolean peerEnded;
  private boolean closing; // from when the loop knows of the close, not from when it was asked for
  private boolean reset;
  private boolean ended;
  private @Nullable IOException failure;
  private long bytesRead;

  /// @param fd a connected socket, which is this transport's from now on
  UringTransport(UringPoller poller, int fd) {
    super(poller.loop());
    this.poller = poller;
    this.fd = fd;
    this.peer = SocketAddresses.ask(fd, Linux::peerAddress);
    this.place = poller.operations().add(this);
    this.sending = new SendQueue(poller, fd, place, KIND_SEND);
  }

  @Override
  protected int readInLoop(ReadBuffer into, long timeoutNanos) throws IOException {
    int count = takeWhatIsThere(into);
    if (count != 0) {
      return count;
    }
    // A wake may bring nothing: the time is that of all waits together.
    long deadline = timeoutNanos == FOREVER ? 0 : System.nanoTime() + timeoutNanos;
    do {
      count = await(into, timeoutNanos == FOREVER ? FOREVER : deadline - System.nanoTime());
    } while (count == 0);
    return count;
  }

  /// As [#read], but 0 if there is nothing.
  private int takeWhatIsThere(ReadBuffer into) throws IOException {
    requireOpen();
    if (takeWake()) {
      return WOKEN;
    }
    if (kept != null) {
      int count = kept.size();
      into.takeAll(kept);
      kept = null;
      reportKept(0);
      hasNotWaited();
      return count;
    }
    if (peerEnded) {
      return END;
    }
    if (failure != null) {
      throw failure;
    }
    return 0;
  }

  /// Likewise, once the reader has been woken; or [#TIMED_OUT].
  private int await(ReadBuffer into, long timeoutNanos) throws IOException {
    beforeWaiting(into);
    receive();
    target = into;
    receivedForTarget = 0;
    try {
      boolean woken = reader.await(timeoutNanos);
      if (receivedForTarget > 0) {
        return receivedForTarget;
      }
      if (isClosed()) {
        throw new AsynchronousCloseException();
      }
      return woken ? takeWhatIsThere(into) : TIMED_OUT;
    } finally {
      target = null;
    }
  }

  private void receive() throws IOException {
    if (!receiving && !peerEnded && failure == null) {
      poller
          .ring()
          .submit(
              Ring.head(RECV, Ring.BUFFER_SELECT, RECV_MULTISHOT, fd),
              0,
              0,
              0,
              0,
              poller.operations().begin(place, KIND_RECEIVE),
              ReceiveBuffers.GROUP);
      receiving = true;
    }
  }

  @Override
  public void completed(int kind, int result, int flags) {
    if (kind == KIND_RECEIVE) {
      received(result, flags);
    } else if (kind == KIND_SEND) {
      sending.completed(result);
    } else if (files != null) {
      files.completed();
    }
    if (closing) {
      endIfIdle();
    }
  }

  private void received(int result, int flags) {
    receiving = (flags & Ring.MORE) != 0;
    stopping &= receiving;
    if (result > 0) {
      keepOrDeliver(result, flags);
    } else if (result == 0) {
      peerEnded = true;
    } else if (result != -Linux.ENOBUFS && result != -Linux.ECANCELED) {
      failure = new IOException(Linux.message(result));
    }
    if (!receiving && !isClosed() && result != 0 && target != null && receivedForTarget == 0) {
      receiveAgain(); // the buffers had run out, or a stop came just before the reader
    } else {
      reader.wake();
    }
  }

  private void keepOrDeliver(int count, int flags) {
    ReceiveBuffers buffers = poller.receiveBuffers();
    ByteBuffer bytes = buffers.received(flags, count);
    bytesRead += count;
    try {
      if (target != null && kept == null && !isClosed() && failure == null) {
        target.append(bytes);
        receivedForTarget += count;
      } else if (!isClosed() && failure == null) {
        keep(bytes);
      }
    } catch (OutOfMemoryError e) {
      fail(new IOException("no memory for the bytes received", e)); // and for nothing that follows
    } finally {
      buffers.done(flags, count); // it belongs to all connections, whatever becomes of this one
    }
  }

  private void keep(ByteBuffer bytes) {
    ReadBuffer keeping = kept;
    if (keeping == null) {
      keeping = new ReadBuffer(buffers());
      kept = keeping;
    }
    keeping.append(bytes);
    if (keeping.capacity() > SMALL) {
      reportKept(keeping.capacity());
    }
    if (keeping.size() >= poller.mostKept() && receiving && !stopping) {
      stopReceiving();
    }
  }

  @Override
  public void reportKept(IntConsumer changes) {
    keptChanges = changes;
  }

  private void reportKept(int bytes) {
    if (bytes != keptReported) {
      int change = bytes - keptReported;
      keptReported = bytes;
      keptChanges.accept(change);
    }
  }

  private void stopReceiving() {
    stopping = true;
    try {
      poller.cancel(Operations.mark(place, KIND_RECEIVE));
    } catch (IOException e) {
      fail(e);
    }
  }

  private void receiveAgain() {
    try {
      receive();
    } catch (IOException e) {
      fail(e);
    }
    if (failure != null) {
      reader.wake();
    }
  }

  private void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  @Override
  protected void writeInLoop(ByteBuffer source) throws IOException {
    requireOpen();
    sending.write(source);
  }

  @Override
  protected long writeFileInLoop(FileChannel file, long position, long count) throws IOException {
    sending.awaitAll();
    if (files == null) {
      files = new FileSending(poller, fd, place, KIND_FILE);
    }
    return files.send(file, position, count);
  }

  @Override
  public void executeSoon(Runnable brief, Runnable waiting) {
    post(brief);
  }

  @Override
  public boolean accepts() {
    return sending.hasRoom();
  }

  @Override
  public void offer(ByteBuffer source) throws IOException {
    requireOpen();
    sending.offer(source);
  }

  @Override
  public void waterMarks(int low, int high) {
    sending.waterMarks(low, high);
  }

  @Override
  public void awaitSent() throws IOException {
    inLoop(sending::awaitAll);
  }

  @Override
  public void closeOutput() throws IOException {
    inLoop(() -> {
      sending.awaitAll();
      LinuxSockets.closeOutput(fd);
    });
  }

  /// Cancels its operations; the descriptor is closed when they have ended, see [#endIfIdle].
  @Override
  protected void closeInLoop(boolean withReset) {
    closing = true;
    reset = withReset;
    reader.wake();
    sending.close();
    if (files != null) {
      files.close();
    }
    if (receiving && !stopping) {
      stopReceiving();
    }
    endIfIdle();
  }

  private void endIfIdle() {
    if (ended || receiving || sending.isUnderWay() || (files != null && files.isUnderWay())) {
      return;
    }
    ended = true;
    if (reset) {
      LinuxSockets.reset(fd);
    } else {
      Linux.close(fd);
    }
    poller.operations().remove(place);
  }

  @Override
  public SocketAddress localAddress() {
    byte[] address = local;
    if (address == null) {
      address = ended ? NONE : SocketAddresses.ask(fd, Linux::localAddress);
      local = address;
    }
    return SocketAddresses.decode(address);
  }

  @Override
  public SocketAddress peerAddress() {
    return SocketAddresses.decode(peer);
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public long bytesWritten() {
    FileSending sender = files;
    return sending.bytesSent() + (sender == null ? 0 : sender.bytesSent());
  }
}
