package dev.heddle;

import dev.heddle.engine.DatagramGuard;
import dev.heddle.engine.Driver;
import dev.heddle.engine.Failures;
import dev.heddle.engine.HandlingRecorder;
import dev.heddle.engine.Listening;
import dev.heddle.engine.PeerRates;
import dev.heddle.jdk.SafeLog;
import dev.heddle.net.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A UDP service on an address: one function from datagram to datagram, on the `virtual` or the
/// `loops` engine. Thread-safe.
///
/// Anybody can forge the sender of a datagram, and two servers that take each other's answers for
/// requests would answer each other for ever. So some datagrams are not answered, which a client
/// sees as if they were lost: those from a port below 1024 or one on which a server of this process
/// answers datagrams, whatever the address; and those of a peer that has had its share, see
/// [Builder#answerRate]. [ServerStats#refusals()] counts them.
public final class DatagramServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.heddle.server");

  private final String name;
  private final Driver driver;
  private final Listening listening;
  private final Counting host;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean running;

  private DatagramServer(Builder builder) throws IOException {
    this.name = builder.name;
    this.driver = builder.engine.driver();
    this.host = new Counting(builder, this::closeFailed);
    driver.retain();
    try {
      this.listening = driver.listenDatagrams(builder.address, host);
    } catch (IOException | RuntimeException | Error e) {
      driver.release();
      host.failure.stop();
      throw e;
    }
    DatagramGuard.open(port());
    running = true;
    if (failure() != null) {
      close();
    }
  }

  /// It cannot go on; where that was before the server ran, its start closes it.
  private void closeFailed() {
    if (running) {
      close();
    }
  }

  public static Builder builder(DatagramHandler handler) {
    return new Builder(handler);
  }

  /// The address that is bound, with the port that was chosen where 0 was asked for.
  public SocketAddress address() {
    return listening.address();
  }

  public int port() {
    return ((InetSocketAddress) address()).getPort();
  }

  public String name() {
    return name;
  }

  /// What it has done so far; datagrams count as messages, connections there are none.
  public ServerStats stats() {
    return host.stats();
  }

  /// Why it has closed by itself: the loop that serves it has failed. Null if it has not.
  public @Nullable IOException failure() {
    return host.failure.get();
  }

  /// How long the handler took.
  public HandlingTimes handlingTimes() {
    return host.handlingTimes.times();
  }

  /// The concurrency model's name.
  public String engineName() {
    return driver.name();
  }

  /// The event loops that the engine has just now, with all that they carry; none on other engines.
  public List<LoopView> loops() {
    return driver.loops();
  }

  /// Stops answering and frees the address. Does nothing the second time.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      DatagramGuard.close(port());
      try {
        listening.close();
      } finally {
        host.failure.stop();
        driver.release();
      }
    }
  }

  @Override
  public String toString() {
    return name + " on udp " + Addresses.text(address()) + " (" + driver.name() + ")";
  }

  /// The handler, and the counts of what passes through it.
  private static final class Counting implements Driver.DatagramHost {
    private static final int FEW_FAILURES = 3;
    private static final long PAUSE_NANOS = 10_000_000;

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

    Counting(Builder builder, Runnable close) {
      this.handler = builder.handler;
      this.name = builder.name;
      this.guard = new DatagramGuard(name, builder.rates());
      this.failure = new EngineFailure(name, close);
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
        SafeLog.warning(LOG, name, "a datagram is lost", cause);
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

  /// What a server is to be; [#start()] makes it one. Not thread-safe.
  public static final class Builder {
    private static final int ANSWER_RATE = 100;
    private static final int ANSWERS_AT_ONCE = 1000;

    private final DatagramHandler handler;
    private SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Engine engine = Engine.virtual();
    private String name = "server";
    private int answerRate = ANSWER_RATE;

    private Builder(DatagramHandler handler) {
      this.handler = Objects.requireNonNull(handler);
    }

    /// The UDP port on the loopback interface; 0, the default, takes a free one.
    public Builder port(int port) {
      return address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    public Builder address(SocketAddress address) {
      this.address = Objects.requireNonNull(address);
      return this;
    }

    /// The concurrency model: `virtual` (the default) or `loops`.
    public Builder engine(Engine engine) {
      this.engine = Objects.requireNonNull(engine);
      return this;
    }

    /// How many answers a peer gets in a second, after 1,000 at once; 100 unless told otherwise,
    /// and [Limits#UNLIMITED] for no bound. A peer is an IPv4 address or an IPv6 /64, and on this
    /// machine a port. A client on this machine whose socket is connected has no bound: it cannot
    /// be a server that would answer the answers. (That is known on Linux only.)
    public Builder answerRate(int most) {
      if (most < 1) {
        throw new IllegalArgumentException("answerRate < 1: " + most);
      }
      this.answerRate = most;
      return this;
    }

    private @Nullable PeerRates rates() {
      return answerRate == Limits.UNLIMITED
          ? null
          : new PeerRates(answerRate, Math.max(ANSWERS_AT_ONCE, answerRate));
    }

    public Builder name(String name) {
      this.name = Objects.requireNonNull(name);
      return this;
    }

    /// Binds and begins to answer.
    ///
    /// @throws java.net.BindException if the address cannot be bound; the message names it
    /// @throws UnsupportedOperationException if the engine does not carry datagrams
    public DatagramServer start() throws IOException {
      try {
        return new DatagramServer(this);
      } catch (UncheckedIOException e) { // the engine could not start
        throw e.getCause();
      }
    }
  }
}
