package dev.heddle.engine.virtual;

import dev.heddle.jdk.VirtualThreads;
import dev.heddle.net.Sockets;
import dev.heddle.transport.Buffers;
import dev.heddle.transport.CountedTransport;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.WriterTurn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A socket that never blocks, and virtual threads that wait for it: a reader waits first and reads
/// then, so that it has no buffer while it waits, asks the system once and not twice, can wait for
/// a limited time, and can be woken.
///
/// A descriptor must not be closed while a thread waits for it (its number may be reused a moment
/// later): closing wakes the waiting threads, and the last of them closes it.
final class VirtualTransport extends CountedTransport {
  private static final int SLICE = 32 * 1024;

  private final SocketChannel channel;
  private final Buffers buffers;

  private @Nullable Thread waitingReader; // guarded by this
  private @Nullable Thread waitingWriter; // guarded by this
  private boolean reset; // guarded by this
  private volatile boolean closed; // written under the lock
  private volatile boolean woken;

  /// Whether more is probably there: nothing has been read yet, or a read has filled its buffer.
  private boolean readFirst = true;

  VirtualTransport(SocketChannel channel, Buffers buffers) throws IOException {
    super(channel.getLocalAddress(), channel.getRemoteAddress());
    this.channel = channel;
    this.buffers = buffers;
    channel.configureBlocking(false);
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) throws IOException {
    long deadline = timeoutNanos == FOREVER ? 0 : System.nanoTime() + timeoutNanos;
    while (true) {
      requireOpen();
      if (takeWake()) {
        return WOKEN;
      }
      int count = readFirst ? readNow(into) : 0;
      if (count != 0) {
        return count;
      }
      into.release();
      long left = timeoutNanos == FOREVER ? 0 : deadline - System.nanoTime();
      if (timeoutNanos != FOREVER && left <= 0) {
        return TIMED_OUT;
      }
      awaitReadable(left);
      readFirst = true;
    }
  }

  @Override
  public int readMore(ReadBuffer into) throws IOException {
    requireOpen();
    return readFirst ? Math.max(0, readNow(into)) : 0;
  }

  private int readNow(ReadBuffer into) throws IOException {
    ByteBuffer room = into.room();
    int count = channel.read(room);
    readFirst = !room.hasRemaining();
    if (count > 0) {
      into.filled(count);
      received(count);
    }
    return count;
  }

  private boolean takeWake() {
    boolean was = woken;
    if (was) {
      woken = false;
    }
    return was;
  }

  private void awaitReadable(long nanos) throws IOException {
    if (!Thread.currentThread().isVirtual()) {
      onVirtualThread(() -> awaitReadable(nanos));
      return;
    }
    synchronized (this) {
      requireNotClosed();
      if (woken) {
        return;
      }
      waitingReader = Thread.currentThread();
    }
    try {
      VirtualThreads.awaitReadable(channel, nanos);
    } finally {
      synchronized (this) {
        waitingReader = null;
        closeIfLast();
      }
    }
    afterWaiting();
  }

  private void awaitWritable() throws IOException {
    if (!Thread.currentThread().isVirtual()) {
      onVirtualThread(this::awaitWritable);
      return;
    }
    synchronized (this) {
      requireNotClosed();
      waitingWriter = Thread.currentThread();
    }
    try {
      VirtualThreads.awaitWritable(channel);
    } finally {
      synchronized (this) {
        waitingWriter = null;
        closeIfLast();
      }
    }
    afterWaiting();
  }

  private void afterWaiting() throws IOException {
    requireNotClosed();
    if (Thread.currentThread().isInterrupted()) { // as the JDK's channels do
      close();
      throw new ClosedByInterruptException();
    }
  }

  /// Only virtual threads can wait like this: one of them waits for a caller on a platform thread.
  private void onVirtualThread(Waiting waiting) throws IOException {
    var task =
        new FutureTask<Boolean>(() -> {
          waiting.run();
          return true;
        });
    Thread.ofVirtual().name("heddle-waiter").start(task);
    try {
      task.get();
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("waiting for a socket: " + e.getCause(), e);
    }
  }

  @FunctionalInterface
  private interface Waiting {
    void run() throws IOException;
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  private void requireNotClosed() throws AsynchronousCloseException {
    if (closed) {
      throw new AsynchronousCloseException();
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    // In slices, so that a slow peer's progress shows.
    int end = source.limit();
    try {
      while (source.position() < end) {
        requireOpen();
        source.limit(Math.min(end, source.position() + SLICE));
        long before = bytesWritten();
        int count = channel.write(source);
        sent(count);
        WriterTurn.sent(before, bytesWritten());
        if (count == 0) {
          awaitWritable();
        }
      }
    } finally {
      source.limit(end);
    }
  }

  @Override
  public long writeFile(FileChannel file, long position, long count) throws IOException {
    long done = 0;
    try {
      while (done < count) {
        requireOpen();
        long before = bytesWritten();
        long slice = Math.min(WriterTurn.BYTES, count - done);
        long moved = Sockets.transfer(file, position + done, slice, channel);
        if (moved < 0) {
          break;
        }
        done += moved;
        sent((int) moved);
        WriterTurn.sent(before, bytesWritten());
        if (moved == 0) {
          awaitWritable();
        }
      }
    } catch (ClosedByInterruptException e) {
      close(); // which has sent a part of a message
      throw e;
    }
    return done;
  }

  @Override
  public void closeOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void wakeReader() {
    woken = true; // volatile, before the look at the reader, who looks at it under the lock
    synchronized (this) {
      LockSupport.unpark(waitingReader);
    }
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
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      reset = withReset;
      LockSupport.unpark(waitingReader);
      LockSupport.unpark(waitingWriter);
      closeIfLast();
    }
  }

  /// Called with the lock held.
  private void closeIfLast() {
    if (!closed || waitingReader != null || waitingWriter != null) {
      return;
    }
    if (reset) {
      Sockets.reset(channel);
    } else {
      Sockets.close(channel);
    }
  }

  @Override
  public Buffers buffers() {
    return buffers;
  }
}
