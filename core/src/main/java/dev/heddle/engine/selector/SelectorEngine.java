package dev.heddle.engine.selector;

import dev.heddle.LoopView;
import dev.heddle.engine.polled.PolledAcceptor;
import dev.heddle.engine.polled.PolledLoop;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.nio.NioPoller;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.RefCounted;
import dev.heddle.serving.ServingEngine;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/// One thread, a `Selector`, and callbacks: the classic event-driven server. Connections have no
/// thread, so it runs protocols only. Thread-safe.
public final class SelectorEngine extends ServingEngine {
  private final RefCounted<EventLoop> loop =
      new RefCounted<>(SelectorEngine::startLoop, EventLoop::stop, EventLoop::hasFailed);

  @Override
  public String name() {
    return "selector";
  }

  @Override
  public int capacity() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean callbacksOnly() {
    return true;
  }

  @Override
  public List<LoopView> loopViews() {
    EventLoop running = loop.ifRunning();
    return running == null ? List.of() : List.of(new PolledLoop(running));
  }

  @Override
  public void retain() {
    loop.retain();
  }

  @Override
  public void release() {
    loop.release();
  }

  @Override
  public BoundAddress listen(SocketAddress address, ConnectionHost host) throws IOException {
    EventLoop running = loop.get();
    return PolledAcceptor.listen(
        running,
        List.of(running),
        address,
        host,
        (connection, place) -> SelectorArrival.open(running, connection, host, place));
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) {
    throw new UnsupportedOperationException("the selector engine has no thread for a client");
  }

  @Override
  public void start(Runnable task) {
    throw new UnsupportedOperationException("the selector engine has no thread for a task");
  }

  private static EventLoop startLoop() {
    try {
      return EventLoop.start("heddle-selector", NioPoller::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
