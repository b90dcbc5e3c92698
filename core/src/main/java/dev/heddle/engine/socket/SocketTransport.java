package dev.heddle.engine.socket;

import dev.heddle.net.Sockets;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A blocking socket: its thread waits in the system's read and write, be it a platform thread or a
/// virtual one.
public final class SocketTransport implements Transport {
  private static final int SLICE = 32 * 1024;

  private final SocketChannel channel;
  private final SocketAddress local;
  private final SocketAddress peer;
  private volatile boolean woken;
  private boolean told; // guarded by this
  private @Nullable ReadAhead ahead;
  private long bytesRead;
  private long bytesWritten;

  public SocketTransport(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.local = channel.getLocalAddress();
    this.peer = channel.getRemoteAddress();
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) throws IOException {
    if (ahead != null || timeoutNanos != FOREVER) {
      return woken ? afterWaking(timeoutNanos) : readAhead(into, timeoutNanos);
    }
    int count = woken ? END : channel.read(into.room());
    if (count < 0 && woken) {
      return afterWaking(FOREVER);
    }
    if (count > 0) {
      into.filled(count);
      bytesRead += count;
    }
    return count;
  }

  /// The JDK's channels know no timeout: a thread of its own reads, and its result is waited for.
  /// One that outlives its caller's patience answers the next call.
  private int readAhead(ReadBuffer into, long timeoutNanos) throws IOException {
    ReadAhead current = ahead;
    if (current == null) {
      current = new ReadAhead(channel);
      ahead = current;
    }
    if (!current.await(timeoutNanos)) {
      return TIMED_OUT;
    }
    ahead = null;
    ByteBuffer bytes = current.result();
    if (woken) {
      return afterWaking(timeoutNanos);
    }
    if (bytes == null) {
      return END;
    }
    int count = bytes.remaining();
    into.append(bytes);
    bytesRead += count;
    return count;
  }

  /// A channel that was woken by `shutdownInput` reads no more. So whoever then waits for the peer
  /// to close, waits out the time instead, and leaves the peer that long to do so.
  private synchronized int afterWaking(long timeoutNanos) {
    if (!told || timeoutNanos == FOREVER) {
      told = true;
      return WOKEN;
    }
    long deadline = System.nanoTime() + timeoutNanos;
    try {
      for (long left = timeoutNanos; left > 0 && channel.isOpen(); ) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = deadline - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return TIMED_OUT;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    // In slices, so that a slow peer's progress shows.
    int end = source.limit();
    try {
      while (source.position() < end) {
        source.limit(Math.min(end, source.position() + SLICE));
        bytesWritten += channel.write(source);
      }
    } finally {
      source.limit(end);
    }
  }

  @Override
  public void closeOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void wakeReader() {
    woken = true;
    try {
      channel.shutdownInput();
    } catch (ClosedChannelException e) {
      // Whoever closed it has woken the reader.
    } catch (IOException e) {
      close();
    }
  }

  @Override
  public void close() {
    Sockets.close(channel);
    endWait();
  }

  @Override
  public void abort() {
    Sockets.reset(channel);
    endWait();
  }

  private synchronized void endWait() {
    notifyAll();
  }

  @Override
  public void execute(Runnable task) {
    Thread.ofVirtual().name("heddle-outbox").start(task);
  }

  @Override
  public SocketAddress localAddress() {
    return local;
  }

  @Override
  public SocketAddress peerAddress() {
    return peer;
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public long bytesWritten() {
    return bytesWritten;
  }
}
