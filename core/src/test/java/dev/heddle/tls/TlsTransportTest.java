package dev.heddle.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Tls;
import dev.heddle.TlsSession;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.TestTls;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The answers that the reader sends beside the writer: a wire has one writer at a time.
class TlsTransportTest {
  @Test
  void aWriterThatWaitsForTheSystemWaitsForTheAnswersFirst() throws Exception {
    var wire = new StuckWire("write");
    TlsTransport tls = established(wire);
    assertThat(tls.read(new ReadBuffer(), 1)).isEqualTo(Transport.TIMED_OUT);
    wire.isStuck();
    Waiting sent = Waiting.on(tls::awaitSent);
    wire.getsNoSecondCall(sent.thread);
    wire.goesOn();
    Eventually.result(sent.result);
    assertThat(wire.calls).containsExactly("write", "awaitSent");
  }

  @Test
  void anAnswerDoesNotComeBetweenTheLastRecordAndTheEnd() throws Exception {
    var wire = new StuckWire("closeOutput");
    TlsTransport tls = established(wire);
    Waiting closed = Waiting.on(tls::closeOutput);
    wire.isStuck();
    assertThat(tls.read(new ReadBuffer(), 1)).isEqualTo(Transport.TIMED_OUT);
    wire.getsNoSecondCall(Eventually.result(wire.beside));
    wire.goesOn();
    Eventually.result(closed.result);
    Eventually.that("the answer is tried", () -> wire.calls.size() == 3);
    assertThat(wire.calls).containsExactly("write", "closeOutput", "write");
  }

  @Test
  void anInterruptEndsTheWaitForAnAnswerAndTheConnection() throws Exception {
    var wire = new StuckWire("write");
    TlsTransport tls = established(wire);
    assertThat(tls.read(new ReadBuffer(), 1)).isEqualTo(Transport.TIMED_OUT);
    wire.isStuck();
    Waiting sent = Waiting.on(tls::awaitSent);
    wire.getsNoSecondCall(sent.thread);
    sent.thread.interrupt();
    assertThat(Eventually.failure(sent.result)).isInstanceOf(ClosedByInterruptException.class);
    assertThat(wire.calls).containsExactly("write", "close");
    wire.goesOn();
  }

  private static TlsTransport established(Transport wire) throws IOException {
    var tls = new TlsTransport(wire, new AskedEngine(), 0, change -> {});
    tls.handshake(
        Tls.of(TestTls.server()),
        TlsSide.server(HandshakeListener.NONE),
        "a test's connection",
        (nanos, task) -> () -> {});
    return tls;
  }

  /// What a thread of its own does.
  private record Waiting(Thread thread, FutureTask<Boolean> result) {
    interface Call {
      void run() throws IOException;
    }

    static Waiting on(Call call) {
      var result =
          new FutureTask<>(() -> {
            call.run();
            return true;
          });
      return new Waiting(Thread.ofVirtual().start(result), result);
    }
  }

  /// Has no secrets; each record that comes asks for an answer.
  private static final class AskedEngine implements TlsEngine {
    @Override
    public boolean nextIsLight() {
      return false;
    }

    @Override
    public boolean shakeHands(ReadBuffer received, ByteArrayOutputStream flight) {
      return true;
    }

    @Override
    public TlsSession session() {
      return new TlsSession("TLSv1.3", "none", null, null, List.of());
    }

    @Override
    public int decrypt(ReadBuffer received, ReadBuffer into) {
      received.clear();
      return 0;
    }

    @Override
    public boolean owesReply() {
      return true;
    }

    @Override
    public void encrypt(ByteBuffer source, Sink sink) throws IOException {
      sink.take(source);
    }

    @Override
    public void reply(Sink sink) throws IOException {
      sink.take(ByteBuffer.wrap(new byte[1]));
    }

    @Override
    public void closeOutput() {}

    @Override
    public void close() {}
  }

  /// A wire with one record to read, on which one kind of call takes until the test lets it go on.
  private static final class StuckWire implements Transport {
    private static final SocketAddress ADDRESS =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    final List<String> calls = new CopyOnWriteArrayList<>();
    final CompletableFuture<Thread> beside = new CompletableFuture<>();

    private final String stuckCall;
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private boolean read;

    StuckWire(String stuckCall) {
      this.stuckCall = stuckCall;
    }

    void isStuck() {
      Eventually.happens(stuck);
    }

    void goesOn() {
      free.countDown();
    }

    /// The other thread waits, but not for this.
    void getsNoSecondCall(Thread other) {
      Eventually.that(
          "the other waits",
          () ->
              other.getState() == Thread.State.WAITING
                  || other.getState() == Thread.State.TERMINATED);
      assertThat(mostAtOnce).as("calls at once: " + calls).hasValue(1);
    }

    private void call(String name) {
      calls.add(name);
      mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      if (name.equals(stuckCall)) {
        stuck.countDown();
        Eventually.happens(free);
      }
      underWay.decrementAndGet();
    }

    @Override
    public int read(ReadBuffer into, long timeoutNanos) {
      if (read) {
        return TIMED_OUT;
      }
      read = true;
      byte[] record = {23, 3, 3, 0, 1, 0};
      into.append(ByteBuffer.wrap(record));
      return record.length;
    }

    @Override
    public void write(ByteBuffer source) {
      call("write");
    }

    @Override
    public void awaitSent() {
      call("awaitSent");
    }

    @Override
    public void closeOutput() {
      call("closeOutput");
    }

    @Override
    public void close() {
      calls.add("close");
    }

    @Override
    public void abort() {
      close();
    }

    @Override
    public void wakeReader() {}

    @Override
    public void execute(Runnable task) {
      beside.complete(Thread.ofVirtual().start(task));
    }

    @Override
    public SocketAddress localAddress() {
      return ADDRESS;
    }

    @Override
    public SocketAddress peerAddress() {
      return ADDRESS;
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    public long bytesWritten() {
      return 0;
    }
  }
}
