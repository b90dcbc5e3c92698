package dev.heddle.engine.loops;

import dev.heddle.LoopPoller;
import dev.heddle.LoopView;
import dev.heddle.engine.polled.PolledAcceptor;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import dev.heddle.serving.AdmissionResult;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.DatagramHost;
import dev.heddle.serving.RefCounted;
import dev.heddle.serving.ServingEngine;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A few event loops; each connection belongs to one of them, and its virtual thread runs on that
/// loop's own thread, so waking it costs no hand-over between threads.
///
/// Thread-safe.
public final class LoopsEngine extends ServingEngine {
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final RefCounted<Loops> loops;

  public LoopsEngine(int count, LoopPoller poller, Duration busyPoll) {
    this(count, Pollers.of(poller), busyPoll);
  }

  public LoopsEngine(int count, Poller.Factory pollers, Duration busyPoll) {
    long nanos = busyPoll.toNanos();
    this.loops =
        new RefCounted<>(
            () -> new Loops(count, pollers, nanos, listeners), Loops::stop, Loops::hasFailed);
  }

  @Override
  public String name() {
    return "loops";
  }

  @Override
  public int capacity() {
    return Integer.MAX_VALUE;
  }

  @Override
  public List<LoopView> loopViews() {
    Loops running = loops.ifRunning();
    return running == null ? List.of() : running.views();
  }

  @Override
  public void retain() {
    loops.retain();
  }

  @Override
  public void release() {
    loops.release();
  }

  @Override
  public void addFailureListener(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void removeFailureListener(Runnable listener) {
    listeners.remove(listener);
  }

  @Override
  public BoundAddress listen(SocketAddress address, ConnectionHost host) throws IOException {
    Loops running = loops.get();
    return PolledAcceptor.listen(
        running.next(),
        running.all(),
        address,
        host,
        (connection, place) -> handOn(running, connection, host, place));
  }

  @Override
  public BoundAddress listenDatagrams(SocketAddress address, DatagramHost host) throws IOException {
    return LoopDatagrams.listen(loops.get().next(), address, host);
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    Loops running = loops.get();
    EventLoop current = running.current();
    EventLoop loop = current == null ? running.next() : current;
    return loop.threads().call(() -> loop.poller().connect(address, timeout));
  }

  @Override
  public void start(Runnable task) {
    loops.get().next().threads().start(task);
  }

  private static void handOn(
      Loops loops, Poller.Incoming connection, ConnectionHost host, AdmissionResult.Place place) {
    EventLoop loop = loops.next();
    loop.execute(() -> serve(loop, connection, host, place));
  }

  private static void serve(
      EventLoop loop,
      Poller.Incoming connection,
      ConnectionHost host,
      AdmissionResult.Place place) {
    Transport transport;
    try {
      transport = connection.on(loop.poller());
    } catch (IOException e) {
      host.lost(place);
      return;
    } catch (Throwable e) {
      host.lost(place);
      throw e;
    }
    try {
      loop.threads().start(() -> host.serve(transport, place));
    } catch (Throwable e) {
      transport.abort();
      host.lost(place);
      throw e;
    }
  }
}
