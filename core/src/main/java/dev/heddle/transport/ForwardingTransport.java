package dev.heddle.transport;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A transport over another one, the *wire*, which does all that is not overridden. As thread-safe
/// as the wire.
///
/// [#readMore], [#waterMarks], [#keepsRoom], [#reportKept], [#accepts] and [#offer] do what they do
/// by default: whether they may be passed on depends on what is done to the bytes.
public abstract class ForwardingTransport implements Transport {
  protected final Transport wire;

  protected ForwardingTransport(Transport wire) {
    this.wire = wire;
  }

  @Override
  public void awaitSent() throws IOException {
    wire.awaitSent();
  }

  @Override
  public void closeOutput() throws IOException {
    wire.closeOutput();
  }

  @Override
  public void wakeReader() {
    wire.wakeReader();
  }

  @Override
  public void close() {
    wire.close();
  }

  @Override
  public void abort() {
    wire.abort();
  }

  @Override
  public Buffers buffers() {
    return wire.buffers();
  }

  @Override
  public void execute(Runnable task) {
    wire.execute(task);
  }

  @Override
  public void executeSoon(Runnable brief, Runnable waiting) {
    wire.executeSoon(brief, waiting);
  }

  @Override
  public @Nullable Runnable after(long nanos, Runnable task) {
    return wire.after(nanos, task);
  }

  @Override
  public SocketAddress localAddress() {
    return wire.localAddress();
  }

  @Override
  public SocketAddress peerAddress() {
    return wire.peerAddress();
  }
}
