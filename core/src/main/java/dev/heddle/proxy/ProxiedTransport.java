package dev.heddle.proxy;

import dev.heddle.ProxyHeader;
import dev.heddle.transport.ForwardingTransport;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A connection behind its header: has the addresses of the header, and first returns what has come
/// after it. As thread-safe as the transport that it is made of.
public final class ProxiedTransport extends ForwardingTransport {
  private final SocketAddress local;
  private final SocketAddress peer;
  private final int headerLength;
  private final @Nullable HeaderGuard guard;
  private @Nullable ReadBuffer early;

  /// @param early what has been received after the header
  /// @param headerLength how many bytes the header had, which do not count as the connection's
  /// @param guard against a header where none may come; null if that is known already
  private ProxiedTransport(
      Transport wire,
      @Nullable ProxyHeader header,
      @Nullable ReadBuffer early,
      int headerLength,
      @Nullable HeaderGuard guard) {
    super(wire);
    SocketAddress source = header == null ? null : header.source();
    SocketAddress destination = header == null ? null : header.destination();
    this.peer = source == null ? wire.peerAddress() : source;
    this.local = destination == null ? wire.localAddress() : destination;
    this.early = early == null || early.isEmpty() ? null : early;
    this.headerLength = headerLength;
    this.guard = guard;
  }

  /// A connection behind its header.
  ///
  /// @param header null if it has none
  /// @param early what has come after the header
  /// @param length how many bytes the header had
  public static ProxiedTransport behind(
      Transport wire, @Nullable ProxyHeader header, ReadBuffer early, int length) {
    return new ProxiedTransport(wire, header, early, length, null);
  }

  /// A connection that must not begin with a header.
  ///
  /// @param refused called if it does, on the thread that reads; the read then throws a
  ///   [HeaderException]
  public static ProxiedTransport guarded(Transport wire, Runnable refused) {
    return new ProxiedTransport(wire, null, null, 0, new HeaderGuard(refused));
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
    int count = wire.read(into, timeoutNanos);
    if (guard != null && count > 0 && guard.refuses(last(into, count))) {
      throw new HeaderException("from an address that is not trusted");
    }
    return count;
  }

  private static ByteBuffer last(ReadBuffer buffer, int count) {
    return ByteBuffer.wrap(buffer.array(), buffer.offset() + buffer.size() - count, count);
  }

  @Override
  public int readMore(ReadBuffer into) throws IOException {
    return wire.readMore(into);
  }

  @Override
  public void waterMarks(int low, int high) {
    wire.waterMarks(low, high);
  }

  @Override
  public boolean keepsRoom() {
    return wire.keepsRoom();
  }

  @Override
  public void reportKept(IntConsumer changes) {
    wire.reportKept(changes);
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    wire.write(source);
  }

  @Override
  public boolean accepts() {
    return wire.accepts();
  }

  @Override
  public void offer(ByteBuffer source) throws IOException {
    wire.offer(source);
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
    return wire.bytesRead() - headerLength;
  }

  @Override
  public long bytesWritten() {
    return wire.bytesWritten();
  }
}
