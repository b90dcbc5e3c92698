package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.engine.socket.SocketAcceptor;
import dev.heddle.engine.socket.SocketTransport;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Connections that have been admitted, and that no thread has taken up yet.
class AdmittedTest {
  private static final Handler ANSWER =
      connection -> {
        connection.readLine();
        connection.writeLine("served");
      };

  private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

  /// Accepts, and leaves it to the test when a connection is served.
  private final class Holding extends ServingEngine {
    @Override
    public String name() {
      return "holding";
    }

    @Override
    public int capacity() {
      return Integer.MAX_VALUE;
    }

    @Override
    public BoundAddress listen(SocketAddress address, ConnectionHost host) throws IOException {
      return new SocketAcceptor(address, host, SocketTransport::new, held::add).start();
    }

    @Override
    public Transport connect(SocketAddress address, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void start(Runnable task) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aDrainWaitsForThoseThatWereAdmittedInTheLastInstant() throws Exception {
    try (Server server = Server.builder(ANSWER).engine(new Holding()).start();
        Peer peer = Peer.connect(server.address())) {
      Runnable serving = held.poll(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(serving).as("a connection was admitted").isNotNull();
      assertThat(server.stats().active()).isEqualTo(1);
      var draining = new FutureTask<>(() -> server.drain(Eventually.PATIENCE));
      Thread.ofPlatform().start(draining);
      Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
      Eventually.stays(
          "it waits",
          Duration.ofMillis(50),
          () -> !draining.isDone() && server.state() == ServerState.DRAINING);
      Thread.ofPlatform().start(serving);
      assertThat(peer.line()).isEqualTo("served");
      peer.close();
      assertThat(Eventually.result(draining)).as("all ended by themselves").isTrue();
      assertThat(server.stats().closed()).containsEntry(CloseReason.ENDED, 1L);
    }
  }
}
