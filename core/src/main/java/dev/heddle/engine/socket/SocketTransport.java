package dev.heddle.engine.socket;

import dev.heddle.net.Sockets;
import dev.heddle.transport.CountedTransport;
import dev.heddle.transport.ReadBuffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A blocking socket: its thread waits in the system's read and write, be it a platform thread or a
/// virtual one.
public final class SocketTransport extends CountedTransport {
  private static final int SLICE = 32 * 1024;

  private final SocketChannel channel;
  private volatile boolean woken;
  private boolean wakeSeen; // by a reader with a timeout
  private @Nullable ReadAhead ahead;

  public SocketTransport(SocketChannel channel) throws IOException {
    super(channel.getLocalAddress(), channel.getRemoteAddress());
    this.channel = channel;
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) throws IOException {
    if (ahead != null || timeoutNanos != FOREVER) {
      return woken ? afterWake() : readAhead(into, timeoutNanos);
    }
    int count = woken ? END : channel.read(into.room());
    if (count < 0) {
      return woken ? WOKEN : END;
    }
    if (count > 0) {
      into.filled(count);
      received(count);
    }
    return count;
  }

  @Override
  public int readMore(ReadBuffer into) throws IOException {
    if (ahead != null || woken || !(localAddress() instanceof InetSocketAddress)) {
      return 0; // the others' sockets do not say what is there
    }
    int count = channel.socket().getInputStream().available() > 0 ? channel.read(into.room()) : 0;
    if (count <= 0) {
      return 0;
    }
    into.filled(count);
    received(count);
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
      return afterWake();
    }
    if (bytes == null) {
      return END;
    }
    int count = bytes.remaining();
    into.append(bytes);
    received(count);
    return count;
  }

  /// The channel reads no more, see [#wakeReader]: a reader that continues until the peer has ended
  /// its side must neither get `WOKEN` again and again nor wait.
  private int afterWake() {
    if (wakeSeen) {
      return TIMED_OUT;
    }
    wakeSeen = true;
    return WOKEN;
  }

  @Override
  public boolean keepsRoom() {
    return true;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    // In slices, so that a slow peer's progress shows.
    int end = source.limit();
    try {
      while (source.position() < end) {
        source.limit(Math.min(end, source.position() + SLICE));
        sent(channel.write(source));
      }
    } finally {
      source.limit(end);
    }
  }

  @Override
  public long writeFile(FileChannel file, long position, long count) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      return 0; // it would keep its carrier while the peer does not read
    }
    long done = 0;
    try {
      while (done < count) {
        long slice = Math.min(SLICE, count - done);
        long moved = Sockets.transfer(file, position + done, slice, channel);
        if (moved < 0) {
          break;
        }
        done += moved;
        sent((int) moved);
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

  /// The JDK has only one call that wakes a blocked read and leaves the rest of the socket usable,
  /// and after it the channel reads no more. So a connection that was woken cannot linger.
  @Override
  public void wakeReader() {
    woken = true;
    try {
      channel.shutdownInput();
    } catch (ClosedChannelException e) {
      // The thread that closed it has woken the reader.
    } catch (IOException e) {
      close();
    }
  }

  @Override
  public void close() {
    Sockets.close(channel);
  }

  @Override
  public void abort() {
    Sockets.reset(channel);
  }
}
