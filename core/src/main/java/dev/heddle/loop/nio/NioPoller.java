package dev.heddle.loop.nio;

import dev.heddle.loop.DatagramSocket;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Waits by a `Selector`, which reports when a socket is ready to be read or written.
///
/// Belongs to its loop's thread, as every [Poller].
public final class NioPoller implements Poller {
  private static final int BUFFER = 64 * 1024;

  private final EventLoop loop;
  private final Selector selector;
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER);

  public NioPoller(EventLoop loop) throws IOException {
    this.loop = loop;
    this.selector = Selector.open();
  }

  /// Called when its socket is ready. Called on the loop's thread; must not throw or block.
  @FunctionalInterface
  public interface Ready {
    void ready(SelectionKey key);
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public void poll(long nanos) throws IOException {
    if (nanos == 0) {
      selector.selectNow(dispatch);
    } else if (nanos == Long.MAX_VALUE) {
      selector.select(dispatch);
    } else {
      selector.select(dispatch, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999)));
    }
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public Listener listen(SocketAddress address, int backlog, Accepts accepts) throws IOException {
    return new NioListener(this, address, backlog, accepts);
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    return NioConnect.connect(this, address, timeout);
  }

  @Override
  public DatagramSocket bind(SocketAddress address) throws IOException {
    return new NioDatagrams(this, address);
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      // Its descriptors are closed all the same.
    }
  }

  /// Registers a socket, which must be in non-blocking mode.
  public SelectionKey register(SelectableChannel channel, int interest, Ready ready)
      throws IOException {
    return channel.register(selector, interest, ready);
  }

  public EventLoop loop() {
    return loop;
  }

  /// The loop's buffer to read into: its bytes must be consumed before anything else runs.
  ByteBuffer readBuffer() {
    return readBuffer.clear();
  }

  /// The loop's buffer to write from; likewise.
  ByteBuffer writeBuffer() {
    return writeBuffer.clear();
  }

  private void dispatch(SelectionKey key) {
    loop.awake();
    try {
      if (key.isValid()) {
        ((Ready) key.attachment()).ready(key);
      }
    } catch (RuntimeException | Error e) { // one connection's failure is not the others'
      loop.failed(e);
    }
  }
}
