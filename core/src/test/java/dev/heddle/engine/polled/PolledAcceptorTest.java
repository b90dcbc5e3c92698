package dev.heddle.engine.polled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Protocol;
import dev.heddle.connection.Budget;
import dev.heddle.connection.HandlingRecorder;
import dev.heddle.connection.Session;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.nio.NioPoller;
import dev.heddle.serving.Admission;
import dev.heddle.serving.AdmissionResult;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.ProxyGate;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An acceptor continues, whatever is thrown while one connection is accepted.
class PolledAcceptorTest {
  private final AtomicInteger served = new AtomicInteger();
  private EventLoop loop;
  private LogCapture log;

  @BeforeEach
  void startsALoop() throws IOException {
    log = new LogCapture();
    loop = EventLoop.start("heddle-loop-test", NioPoller::new);
  }

  @AfterEach
  void stopsTheLoop() {
    loop.stop();
    log.close();
  }

  @Test
  void aClientIsSeatedLaterIfSeatingFailsOnce() throws Exception {
    var host = new Full();
    BoundAddress acceptor = listen(host);
    try (Socket first = connect(acceptor)) {
      Eventually.that("the first has the only place", () -> served.get() == 1);
      try (Socket second = connect(acceptor)) {
        Eventually.that("it is tried again", () -> host.tries.get() > 2);
        assertThat(served).hasValue(1);
        host.admission.leave();
        Eventually.that("the second has it", () -> served.get() == 2);
        assertThat(List.of(first, second)).noneMatch(Socket::isClosed);
      }
    } finally {
      acceptor.close();
    }
  }

  @Test
  void anotherClientIsAcceptedIfServingOneFails() throws Exception {
    var host = new Full();
    BoundAddress acceptor =
        PolledAcceptor.listen(
            loop,
            List.of(loop),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            host,
            (connection, _) -> {
              connection.refuse(new byte[0]);
              if (served.incrementAndGet() == 2) {
                throw new IllegalStateException("for a test");
              }
            });
    try (Socket first = connect(acceptor);
        Socket second = connect(acceptor);
        Socket third = connect(acceptor)) {
      for (int i = 1; i <= 3; i++) {
        int number = i;
        Eventually.that("number " + i + " is served", () -> served.get() == number);
        host.admission.leave();
      }
      assertThat(List.of(first, second, third)).noneMatch(Socket::isClosed);
    } finally {
      acceptor.close();
    }
  }

  private BoundAddress listen(ConnectionHost host) throws IOException {
    return PolledAcceptor.listen(
        loop,
        List.of(loop),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        host,
        (connection, _) -> {
          served.incrementAndGet();
          connection.refuse(new byte[0]);
        });
  }

  private static Socket connect(BoundAddress acceptor) throws IOException {
    var address = (InetSocketAddress) acceptor.address();
    return new Socket(address.getAddress(), address.getPort());
  }

  /// A server with one place, whose search for an idle connection fails once.
  private static final class Full implements ConnectionHost {
    final Admission admission = new Admission(limits(), 1);
    final AtomicInteger tries = new AtomicInteger();

    @Override
    public Limits limits() {
      return Limits.DEFAULT.withWhenFull(FullPolicy.EVICT_IDLE);
    }

    @Override
    public Admission admission() {
      return admission;
    }

    @Override
    public AdmissionResult admit(Supplier<? extends @Nullable SocketAddress> peer) {
      return admission.enter(peer);
    }

    @Override
    public AdmissionResult.@Nullable Place seat(AdmissionResult.Waiting waiting) {
      if (tries.incrementAndGet() == 1) {
        throw new IllegalArgumentException("for a test");
      }
      return admission.seat(waiting);
    }

    @Override
    public byte[] farewell(String line) {
      return new byte[0];
    }

    @Override
    public void serve(Transport transport, AdmissionResult.Place place) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable ProxyGate proxyGate() {
      return null;
    }

    @Override
    public Budget budget() {
      return Budget.of(limits());
    }

    @Override
    public HandlingRecorder handlingRecorder() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Protocol newProtocol() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void opened(Session session) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void closed(Session session, AdmissionResult.Place place) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void lost(AdmissionResult.Place place) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void failed(Session session, Throwable cause) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void engineFailed(Throwable cause) {
      throw new AssertionError(cause);
    }
  }
}
