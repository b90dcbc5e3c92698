package dev.heddle.loop;

import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.WriterTurn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;

/// A socket of a loop whose poller reports readiness: reads and writes as long as the system takes
/// part, and parks otherwise. A waiting connection holds no buffer.
///
/// Belongs to its loop, see [LoopTransport].
public abstract class ReadinessTransport extends LoopTransport {
  private final Waiter writer = new Waiter();
  private boolean readable;
  private long bytesRead;
  private long bytesWritten;

  protected ReadinessTransport(EventLoop loop) {
    super(loop);
  }

  /// Receives the available bytes and appends them to `into`; calls [#emptied] if there are no
  /// more.
  ///
  /// @return how many bytes, 0 if there is nothing, or [#END]
  protected abstract int receive(ReadBuffer into) throws IOException;

  /// Sends what the system has room for, and moves the position of `source`.
  ///
  /// @return whether it may have room for more; true if it took all
  protected abstract boolean send(ByteBuffer source) throws IOException;

  /// The reader is about to wait for [#readyToRead].
  protected abstract void wantToRead() throws IOException;

  /// The writer is about to wait for [#readyToWrite].
  protected abstract void wantToWrite() throws IOException;

  /// Closes the socket.
  protected abstract void closeSocket(boolean reset);

  @Override
  protected final int readInLoop(ReadBuffer into, long timeoutNanos) throws IOException {
    int count = receiveOrWake(into);
    if (count != 0) {
      return count;
    }
    // An event may bring nothing (urgent data, say): the time is that of all waits together.
    long deadline = timeoutNanos == FOREVER ? 0 : System.nanoTime() + timeoutNanos;
    do {
      beforeWaiting(into);
      wantToRead();
      if (!await(reader, timeoutNanos == FOREVER ? FOREVER : deadline - System.nanoTime())) {
        return TIMED_OUT;
      }
      count = receiveOrWake(into);
    } while (count == 0);
    return count;
  }

  /// As [#read], but 0 if there is nothing.
  private int receiveOrWake(ReadBuffer into) throws IOException {
    requireOpen();
    if (takeWake()) {
      return WOKEN;
    }
    return readable ? received(receive(into)) : 0;
  }

  @Override
  protected final int readMoreInLoop(ReadBuffer into) throws IOException {
    requireOpen();
    return readable ? Math.max(0, received(receive(into))) : 0;
  }

  private int received(int count) {
    if (count > 0) {
      bytesRead += count;
      hasNotWaited();
    }
    return count;
  }

  @Override
  protected final void writeInLoop(ByteBuffer source) throws IOException {
    do {
      requireOpen();
      int from = source.position();
      long before = bytesWritten;
      boolean more = send(source);
      bytesWritten = before + source.position() - from;
      if (more) {
        WriterTurn.sent(before, bytesWritten);
      } else { // waits at once: if it gave way first, it could miss that there is room again
        awaitRoom();
      }
    } while (source.hasRemaining());
  }

  /// Parks the writer until the system may take more.
  protected final void awaitRoom() throws IOException {
    wantToWrite();
    await(writer, FOREVER);
  }

  /// The system has taken bytes that no [#send] gave it; the writer yields if it was many.
  protected final void sentBesides(int count) {
    long before = bytesWritten;
    bytesWritten = before + count;
    WriterTurn.sent(before, bytesWritten);
  }

  private boolean await(Waiter waiter, long nanos) throws IOException {
    boolean woken = waiter.await(nanos);
    if (isClosed()) {
      throw new AsynchronousCloseException();
    }
    return woken;
  }

  /// There may be something to receive, or the end, or an error.
  protected final void readyToRead() {
    readable = true;
    reader.wake();
  }

  /// There is nothing more to receive, until [#readyToRead] is called again.
  protected final void emptied() {
    readable = false;
  }

  /// There may be room to send, or an error.
  protected final void readyToWrite() {
    writer.wake();
  }

  @Override
  protected final void closeInLoop(boolean reset) {
    closeSocket(reset);
    reader.wake();
    writer.wake();
  }

  @Override
  public final long bytesRead() {
    return bytesRead;
  }

  @Override
  public final long bytesWritten() {
    return bytesWritten;
  }
}
