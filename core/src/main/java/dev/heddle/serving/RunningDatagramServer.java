package dev.heddle.serving;

import dev.heddle.Datagram;
import dev.heddle.DatagramHandler;
import dev.heddle.DatagramServer;
import dev.heddle.HandlingTimes;
import dev.heddle.Limits;
import dev.heddle.LoopView;
import dev.heddle.ServerStats;
import dev.heddle.connection.HandlingRecorder;
import dev.heddle.jdk.SafeLog;
import dev.heddle.net.Addresses;
import dev.heddle.net.Sockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A [DatagramServer] on an engine. Thread-safe.
public final class RunningDatagramServer implements DatagramServer {
  private static final Logger LOG = System.getLogger("dev.heddle.server");

  private final String name;
  private final ServingEngine engine;
  private final BoundAddress listening;
  private final Counting host;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean running;

  private RunningDatagramServer(ServingEngine engine, Settings settings) throws IOException {
    this.name = settings.name();
    this.engine = engine;
    engine.retain();
    this.host = new Counting(settings, this::closeFailed);
    try {
      Sockets.requireBindable(settings.address());
      this.listening = engine.listenDatagrams(settings.address(), host);
    } catch (IOException | RuntimeException | Error e) {
      engine.release();
      host.failure.stop();
      throw e;
    }
    DatagramGuard.open(port());
    running = true;
    if (failure() != null) {
      close();
    }
  }

  /// It has failed; if that was before the server ran, its start closes it.
  private void closeFailed() {
    if (running) {
      close();
    }
  }

  /// Binds and begins to answer; see [Builder#start()].
  static DatagramServer start(ServingEngine engine, Settings settings) throws IOException {
    try {
      return new RunningDatagramServer(engine, settings);
    } catch (UncheckedIOException e) { // the engine could not start
      throw e.getCause();
    }
  }

  @Override
  public SocketAddress address() {
    return listening.address();
  }

  @Override
  public int port() {
    return ((InetSocketAddress) address()).getPort();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ServerStats stats() {
    return host.stats();
  }

  @Override
  public @Nullable IOException failure() {
    return host.failure.get();
  }

  @Override
  public HandlingTimes handlingTimes() {
    return host.handlingTimes.times();
  }

  @Override
  public String engineName() {
    return engine.name();
  }

  @Override
  public List<LoopView> loops() {
    return engine.loopViews();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      DatagramGuard.close(port());
      try {
        listening.close();
      } finally {
        host.failure.stop();
        engine.release();
      }
    }
  }

  @Override
  public String toString() {
    return name + " on udp " + Addresses.text(address()) + " (" + engine.name() + ")";
  }

  /// The handler, and the counts of what passes through it.
  private static final class Counting implements DatagramHost {
    private static final int FEW_FAILURES = 3;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int ANSWERS_AT_ONCE = 1000;

    private final DatagramHandler handler;
    private final String name;
    private final EngineFailure failure;
    private final DatagramGuard guard;
    private final LongAdder received = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final Failures failures = new Failures();
    private final HandlingRecorder handlingTimes = new HandlingRecorder();

    // These belong to the one thread that answers.
    private long number;
    private long failedAt;
    private int failedInARow;

    Counting(Settings settings, Runnable close) {
      this.handler = settings.handler();
      this.name = settings.name();
      this.guard = new DatagramGuard(name, rates(settings.answerRate()));
      this.failure = new EngineFailure(name, close);
    }

    private static @Nullable PeerRates rates(int answerRate) {
      return answerRate == Limits.UNLIMITED
          ? null
          : new PeerRates(answerRate, Math.max(ANSWERS_AT_ONCE, answerRate));
    }

    @Override
    public @Nullable Datagram reply(Datagram request) {
      received.increment();
      bytesIn.add(request.payload().remaining());
      if (!guard.answers(request.peer())) {
        return null;
      }
      boolean measured = HandlingRecorder.isSample(number++);
      long since = measured ? System.nanoTime() : 0;
      try {
        Datagram answer = handler.answer(request);
        if (measured) {
          handlingTimes.record(System.nanoTime() - since);
        }
        return answer;
      } catch (Throwable e) { // other languages throw checked ones, too
        failures.count(e);
        SafeLog.error(LOG, name, "the handler failed", e);
        return null;
      } finally {
        Thread.interrupted(); // meant for the handler: it would end the receiving
      }
    }

    @Override
    public void sent(int bytes) {
      answered.increment();
      bytesOut.add(bytes);
    }

    @Override
    public void failed(Throwable cause) {
      failedInARow = number == failedAt ? failedInARow + 1 : 0;
      failedAt = number;
      if (failedInARow > FEW_FAILURES) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      } else {
        SafeLog.warning(LOG, name, "datagram lost", cause);
      }
    }

    @Override
    public void engineFailed(Throwable cause) {
      failure.set(cause);
    }

    ServerStats stats() {
      return new ServerStats(
          0,
          0,
          guard.refused(),
          Map.of(),
          received.sum(),
          answered.sum(),
          bytesIn.sum(),
          bytesOut.sum(),
          0,
          failures.byKind());
    }
  }
}
