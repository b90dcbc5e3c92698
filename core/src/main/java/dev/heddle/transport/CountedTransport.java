package dev.heddle.transport;

import java.net.SocketAddress;

/// What transports with a thread of their own have in common: the two addresses, the counts, and a
/// virtual thread for what is done beside the connection's own.
public abstract class CountedTransport implements Transport {
  private final SocketAddress local;
  private final SocketAddress peer;
  private long bytesRead;
  private long bytesWritten;

  protected CountedTransport(SocketAddress local, SocketAddress peer) {
    this.local = local;
    this.peer = peer;
  }

  /// The reader has received this many bytes more.
  protected final void received(int count) {
    bytesRead += count;
  }

  /// The writer has sent this many bytes more.
  protected final void sent(int count) {
    bytesWritten += count;
  }

  @Override
  public final void execute(Runnable task) {
    Thread.ofVirtual().name("heddle-outbox").start(task);
  }

  @Override
  public final SocketAddress localAddress() {
    return local;
  }

  @Override
  public final SocketAddress peerAddress() {
    return peer;
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
