package dev.heddle.proxy;

import dev.heddle.ProxyHeader;
import dev.heddle.transport.Buffers;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A connection behind its header: has the addresses of the header, and first returns what has come
/// after it. As thread-safe as the transport that it is made of.
public final class ProxiedTransport implements Transport {
  private final Transport inner;
  private final SocketAddress local;
  private final SocketAddress peer;
  private final int headerLength;
  private final @Nullable Runnable refused;
  private @Nullable ReadBuffer early;
  private boolean begun; // only looked at if a header is refused

  /// @param early what has been received after the header
  /// @param headerLength how many bytes the header had, which do not count as the connection's
  /// @param refused called if it begins with a header, and none may come; null if that is known
  private ProxiedTransport(
      Transport inner,
      @Nullable ProxyHeader header,
      @Nullable ReadBuffer early,
      int headerLength,
      @Nullable Runnable refused) {
    this.inner = inner;
    SocketAddress source = header == null ? null : header.source();
    SocketAddress destination = header == null ? null : header.destination();
    this.peer = source == null ? inner.peerAddress() : source;
    this.local = destination == null ? inner.localAddress() : destination;
    this.early = early == null || early.isEmpty() ? null : early;
    this.headerLength = headerLength;
    this.refused = refused;
  }

  /// A connection behind its header.
  ///
  /// @param header null if it has none
  /// @param early what has come after the header
  /// @param length how many bytes the header had
  public static ProxiedTransport behind(
      Transport inner, @Nullable ProxyHeader header, ReadBuffer early, int length) {
    return new ProxiedTransport(inner, header, early, length, null);
  }

  /// A connection that must not begin with a header.
  ///
  /// @param refused called if it does, on the thread that reads; the read then throws a
  ///   [HeaderException]
  public static ProxiedTransport guarded(Transport inner, Runnable refused) {
    return new ProxiedTransport(inner, null, null, 0, refused);
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) throws IOException {
    ReadBuffer first = early;
    if (first != null) {
      early = null;
      int count = first.size();
      into.takeAll(first);
      return count;
    }
    if (begun || refused == null) {
      return inner.read(into, timeoutNanos);
    }
    int count = inner.read(into, timeoutNanos);
    begun = count > 0;
    if (begun && HeaderParser.isHeader(ByteBuffer.wrap(into.array(), into.offset(), into.size()))) {
      refused.run();
      throw new HeaderException("from an address that is not trusted");
    }
    return count;
  }

  @Override
  public int readMore(ReadBuffer into) throws IOException {
    return inner.readMore(into);
  }

  @Override
  public void waterMarks(int low, int high) {
    inner.waterMarks(low, high);
  }

  @Override
  public boolean keepsRoom() {
    return inner.keepsRoom();
  }

  @Override
  public void reportKept(IntConsumer changes) {
    inner.reportKept(changes);
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    inner.write(source);
  }

  @Override
  public void awaitSent() throws IOException {
    inner.awaitSent();
  }

  @Override
  public void closeOutput() throws IOException {
    inner.closeOutput();
  }

  @Override
  public void wakeReader() {
    inner.wakeReader();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public void abort() {
    inner.abort();
  }

  @Override
  public Buffers buffers() {
    return inner.buffers();
  }

  @Override
  public void execute(Runnable task) {
    inner.execute(task);
  }

  @Override
  public void executeSoon(Runnable brief, Runnable waiting) {
    inner.executeSoon(brief, waiting);
  }

  @Override
  public boolean accepts() {
    return inner.accepts();
  }

  @Override
  public void offer(ByteBuffer source) throws IOException {
    inner.offer(source);
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
    return inner.bytesRead() - headerLength;
  }

  @Override
  public long bytesWritten() {
    return inner.bytesWritten();
  }
}
