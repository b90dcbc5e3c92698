package dev.heddle.loop.uring;

import dev.heddle.Limits;
import dev.heddle.loop.Waiter;
import dev.heddle.loop.linux.Linux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What a connection has to send: at most one block of it with the kernel, which keeps the order,
/// and the rest behind. Belongs to the loop.
final class SendQueue {
  private static final int SEND = 26;

  /// Up to how many bytes are sent whole.
  private static final int SMALL = 16 * 1024;

  private final UringPoller poller;
  private final int fd;
  private final int place;
  private final int kind;
  private final Waiter writer = new Waiter();
  private SendMemory.@Nullable Block current;
  private @Nullable ArrayDeque<SendMemory.Block> behind;
  private int highWaterMark = Limits.DEFAULT.highWaterMark();
  private int lowWaterMark = Limits.DEFAULT.lowWaterMark();
  private int unsent;
  private boolean closed;
  private @Nullable IOException failure;
  private long bytesSent;

  SendQueue(UringPoller poller, int fd, int place, int kind) {
    this.poller = poller;
    this.fd = fd;
    this.place = place;
    this.kind = kind;
  }

  /// Sets from how many unsent bytes on a writer parks, and down to how many.
  void waterMarks(int low, int high) {
    lowWaterMark = low;
    highWaterMark = high;
  }

  /// Takes all of `source`; parks its caller while the unsent bytes are over the limit.
  void write(ByteBuffer source) throws IOException {
    if (source.isDirect() && source.remaining() > SendMemory.WORTH_LENDING) {
      lend(source);
      return;
    }
    while (source.hasRemaining()) {
      requireUsable();
      append(source);
      if (unsent > highWaterMark) {
        awaitUnsent(lowWaterMark);
      }
    }
  }

  /// Sends directly from a buffer outside the heap, and parks until the kernel has finished with it
  /// in any case: then it is its owner's again.
  private void lend(ByteBuffer source) throws IOException {
    requireUsable();
    SendMemory.Block block = SendMemory.foreign(source);
    unsent += block.left();
    enqueue(block);
    if (block == current) {
      start(block);
    }
    boolean interrupted = false;
    while (!block.isOver()) {
      try {
        writer.await(Long.MAX_VALUE);
      } catch (ClosedByInterruptException e) {
        interrupted = Thread.interrupted();
        close(); // which makes an end of it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
    requireUsable();
    source.position(source.limit());
  }

  private void enqueue(SendMemory.Block block) {
    if (current == null) {
      current = block;
    } else {
      if (behind == null) {
        behind = new ArrayDeque<>(4);
      }
      behind.add(block);
    }
  }

  /// Whether [#write] of a little more would not wait long.
  boolean hasRoom() {
    return unsent <= highWaterMark;
  }

  /// Takes all of `source`, however much is unsent, and never waits.
  void offer(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      requireUsable();
      append(source);
    }
  }

  /// Parks until the kernel has taken everything.
  void awaitAll() throws IOException {
    requireUsable();
    awaitUnsent(0);
  }

  private void awaitUnsent(int most) throws IOException {
    while (unsent > most) {
      writer.await(Long.MAX_VALUE);
      requireUsable();
    }
  }

  private void requireUsable() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (closed) {
      throw new AsynchronousCloseException();
    }
  }

  private void append(ByteBuffer source) throws IOException {
    SendMemory.Block last = behind == null ? null : behind.peekLast();
    if (last == null || !last.bytes.hasRemaining()) {
      last = poller.sendMemory().take(Math.max(source.remaining(), growth(last)));
      enqueue(last);
    }
    int count = Math.min(source.remaining(), last.bytes.remaining());
    last.bytes.put(last.bytes.position(), source, source.position(), count);
    last.bytes.position(last.bytes.position() + count);
    source.position(source.position() + count);
    unsent += count;
    if (last == current) {
      submit(last);
    }
  }

  /// What waits behind a block is gathered in a larger one, and sent at once.
  private int growth(SendMemory.@Nullable Block last) {
    SendMemory.Block before = last == null ? current : last;
    return before == null ? 0 : Math.min(before.capacity(), SendMemory.LARGEST) * SendMemory.GROWTH;
  }

  /// Small blocks are sent whole; large ones as far as they go, so that slow progress shows.
  private void submit(SendMemory.Block block) throws IOException {
    poller
        .ring()
        .submit(
            Ring.head(SEND, 0, 0, fd),
            0,
            block.addressLeft(),
            block.left(),
            (block.left() > SMALL ? 0 : Linux.MSG_WAITALL) | Linux.MSG_NOSIGNAL,
            poller.operations().begin(place, kind),
            0);
  }

  /// The kernel has sent the current block, or failed to.
  void completed(int result) {
    SendMemory.Block sent = current;
    current = null;
    if (sent == null) {
      return;
    }
    boolean goesOn = result > 0 && result < sent.left() && !closed;
    if (goesOn) {
      sent.advance(result);
      bytesSent += result;
      unsent -= result;
      start(sent);
    } else {
      over(sent, result);
    }
    if (failure != null) {
      discard();
    }
    if (unsent <= lowWaterMark || sent.isOver()) {
      writer.wake();
    }
  }

  private void over(SendMemory.Block block, int result) {
    int left = block.left();
    forget(block);
    if (result == left) {
      bytesSent += left;
      next();
    } else if (failure == null) {
      failure = new IOException(result < 0 ? Linux.message(result) : "sent only in part");
    }
  }

  private void forget(SendMemory.Block block) {
    unsent -= block.left();
    poller.sendMemory().giveBack(block);
  }

  private void next() {
    if (behind == null || behind.isEmpty()) {
      behind = null;
      return;
    }
    start(behind.remove());
  }

  private void start(SendMemory.Block block) {
    current = block;
    try {
      submit(block);
    } catch (IOException e) {
      failure = e;
      current = null;
      forget(block);
    }
  }

  /// Takes no more and discards what is unsent; a caller that wants it sent waits for that first.
  void close() {
    closed = true;
    discard();
    if (current != null) {
      try {
        poller.cancel(Operations.mark(place, kind));
      } catch (IOException e) {
        // The loop is ending, and cancels everything.
      }
    }
  }

  private void discard() {
    while (behind != null && !behind.isEmpty()) {
      forget(behind.remove());
    }
    writer.wake();
  }

  /// Whether something is with the kernel.
  boolean isUnderWay() {
    return current != null;
  }

  long bytesSent() {
    return bytesSent;
  }
}
