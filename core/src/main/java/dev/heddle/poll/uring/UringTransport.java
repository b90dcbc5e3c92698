package dev.heddle.poll.uring;

import dev.heddle.poll.Waiter;
import dev.heddle.transport.Buffers;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A socket of a loop, by completion: one receive that goes on until it is stopped, and one send at
/// a time. A waiting connection holds no buffer.
///
/// What comes while nobody reads is kept, up to a bound; then the receive is stopped until somebody
/// does. What is written goes into [Sending], and its writer waits only while too much is there.
///
/// ```
///   receive:  OFF ──read──▶ ON ──too much kept: cancel──▶ STOPPING ──completion──▶ OFF
/// ```
///
/// Its state belongs to its loop. A read or write by a thread from elsewhere is carried out by a
/// virtual thread of the loop.
final class UringTransport implements Transport, Operation {
  private static final int RECV = 27;
  private static final int RECV_MULTISHOT = 2;
  private static final int KIND_RECEIVE = 0;
  private static final int KIND_SEND = 1;

  /// Kept bytes at which receiving stops until a reader comes.
  private static final int MOST_KEPT = 64 * 1024;

  /// Reads in a row that find data before the other connections of the loop get a turn.
  private static final int READS_IN_A_ROW = 16;

  private static final byte[] NONE = new byte[0];

  private final UringPoller poller;
  private final int fd;
  private final int place;
  private final Sending sending;
  private final Waiter reader = new Waiter();
  private final byte[] peer;
  private byte @Nullable [] local;
  private @Nullable ReadBuffer kept;
  private @Nullable ReadBuffer target;
  private int receivedForTarget;
  private boolean receiving;
  private boolean stopping;
  private boolean peerEnded;
  private boolean readerWoken;
  private boolean reset;
  private boolean ended;
  private int readsInARow;
  private @Nullable IOException failure;
  private volatile boolean closed;
  private long bytesRead;

  /// @param fd a connected socket, which is this transport's from now on
  UringTransport(UringPoller poller, int fd) {
    this.poller = poller;
    this.fd = fd;
    this.peer = SocketAddresses.ask(fd, Linux::peerAddress);
    this.place = poller.operations().add(this);
    this.sending = new Sending(poller, fd, place, KIND_SEND);
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) throws IOException {
    return poller.loop().inLoop()
        ? readInLoop(into, timeoutNanos)
        : poller.loop().threads().call(() -> readInLoop(into, timeoutNanos));
  }

  private int readInLoop(ReadBuffer into, long timeoutNanos) throws IOException {
    requireOpen();
    if (readerWoken) {
      readerWoken = false;
      return WOKEN;
    }
    if (kept != null) {
      int count = kept.size();
      into.takeAll(kept);
      kept = null;
      return oneOfMany(count);
    }
    if (peerEnded) {
      return END;
    }
    if (failure != null) {
      throw failure;
    }
    return await(into, timeoutNanos);
  }

  private int await(ReadBuffer into, long timeoutNanos) throws IOException {
    into.release();
    readsInARow = 0;
    receive();
    target = into;
    receivedForTarget = 0;
    try {
      boolean woken = reader.await(timeoutNanos);
      if (receivedForTarget > 0) {
        return receivedForTarget;
      }
      if (closed) {
        throw new AsynchronousCloseException();
      }
      return woken ? readInLoop(into, timeoutNanos) : TIMED_OUT;
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    } finally {
      target = null;
    }
  }

  private int oneOfMany(int count) {
    if (++readsInARow >= READS_IN_A_ROW) {
      readsInARow = 0;
      Thread.yield();
    }
    return count;
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
    } else {
      sending.completed(result);
    }
    if (closed) {
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
    if (!receiving && !closed && result != 0 && target != null && receivedForTarget == 0) {
      receiveAgain(); // the buffers had run out, or a stop came just before the reader
    } else {
      reader.wake();
    }
  }

  private void keepOrDeliver(int count, int flags) {
    ReceiveBuffers buffers = poller.receiveBuffers();
    ByteBuffer bytes = buffers.received(flags, count);
    bytesRead += count;
    if (closed) {
      bytes.position(bytes.limit());
    } else if (target != null && kept == null) {
      target.append(bytes);
      receivedForTarget += count;
    } else {
      keep(bytes);
    }
    buffers.done(flags, count);
  }

  private void keep(ByteBuffer bytes) {
    ReadBuffer keeping = kept;
    if (keeping == null) {
      keeping = new ReadBuffer(buffers());
      kept = keeping;
    }
    keeping.append(bytes);
    if (keeping.size() >= MOST_KEPT && receiving && !stopping) {
      stopReceiving();
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
  public void write(ByteBuffer source) throws IOException {
    inLoop(() -> {
      requireOpen();
      sending.write(source);
    });
  }

  @Override
  public void awaitSent() throws IOException {
    inLoop(sending::awaitAll);
  }

  @Override
  public void closeOutput() throws IOException {
    inLoop(() -> {
      sending.awaitAll();
      int result = Linux.shutdown(fd, Linux.SHUT_WR);
      if (result < 0) {
        throw new IOException(Linux.message(result));
      }
    });
  }

  private void inLoop(Task task) throws IOException {
    if (poller.loop().inLoop()) {
      run(task);
    } else {
      poller
          .loop()
          .threads()
          .call(() -> {
            run(task);
            return true;
          });
    }
  }

  private void run(Task task) throws IOException {
    try {
      task.run();
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    }
  }

  @Override
  public void wakeReader() {
    poller
        .loop()
        .execute(() -> {
          readerWoken = true;
          reader.wake();
        });
  }

  @Override
  public void close() {
    close(false);
  }

  @Override
  public void abort() {
    close(true);
  }

  private void close(boolean withReset) {
    if (!closed) {
      closed = true;
      poller
          .loop()
          .execute(() -> {
            reset = withReset;
            closeInLoop();
          });
    }
  }

  /// Stops what is under way; the descriptor is closed when that has ended, see [#endIfIdle].
  private void closeInLoop() {
    reader.wake();
    sending.close();
    if (receiving && !stopping) {
      stopReceiving();
    }
    endIfIdle();
  }

  private void endIfIdle() {
    if (ended || receiving || sending.isUnderWay()) {
      return;
    }
    ended = true;
    if (reset) {
      UringSockets.resetOnClose(fd);
    }
    Linux.close(fd);
    poller.operations().remove(place);
  }

  @Override
  public Buffers buffers() {
    return poller.loop().buffers();
  }

  @Override
  public void execute(Runnable task) {
    poller.loop().threads().start(task);
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
    return sending.bytesSent();
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  @FunctionalInterface
  private interface Task {
    void run() throws IOException;
  }
}
