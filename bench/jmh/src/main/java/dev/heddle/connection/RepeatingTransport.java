package dev.heddle.connection;

import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// A peer that sends the same bytes again and again, never waits, and forgets what it gets. Belongs
/// to one thread.
final class RepeatingTransport implements Transport {
  private static final SocketAddress NOWHERE = new InetSocketAddress(0);

  private final ByteBuffer source;
  private long left;
  private long read;
  private long written;

  /// @param times how often they are sent before the end of the stream
  RepeatingTransport(byte[] bytes, long times) {
    this.left = times;
    this.source = ByteBuffer.allocateDirect(bytes.length).put(bytes);
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) {
    if (left-- <= 0) {
      return END;
    }
    into.append(source.flip());
    read += source.limit();
    return source.limit();
  }

  @Override
  public void write(ByteBuffer bytes) {
    written += bytes.remaining();
    bytes.position(bytes.limit());
  }

  @Override
  public void closeOutput() {}

  @Override
  public void wakeReader() {}

  @Override
  public void close() {}

  @Override
  public void abort() {}

  @Override
  public void execute(Runnable task) {
    throw new UnsupportedOperationException("nothing runs beside the benchmark");
  }

  @Override
  public SocketAddress localAddress() {
    return NOWHERE;
  }

  @Override
  public SocketAddress peerAddress() {
    return NOWHERE;
  }

  @Override
  public long bytesRead() {
    return read;
  }

  @Override
  public long bytesWritten() {
    return written;
  }
}
