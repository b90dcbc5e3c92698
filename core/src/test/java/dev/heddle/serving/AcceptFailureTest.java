package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AcceptFailureTest {

  /// Its accepting has failed, and the server has been notified, before the server runs.
  private static final class Unlucky extends ServingEngine {
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public String name() {
      return "unlucky";
    }

    @Override
    public int capacity() {
      return 1;
    }

    @Override
    public BoundAddress listen(SocketAddress address, ConnectionHost host) {
      host.engineFailed(new IOException("no more"));
      awaitTheEndOfWhoCloses();
      return new BoundAddress() {
        @Override
        public SocketAddress address() {
          return new InetSocketAddress("127.0.0.1", 1);
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }

    private static void awaitTheEndOfWhoCloses() {
      while (Thread.getAllStackTraces().keySet().stream()
          .anyMatch(thread -> thread.getName().equals("heddle-close"))) {
        Thread.onSpinWait();
      }
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
  void aServerWhoseAcceptingFailsBeforeItRunsClosesAllTheSame() throws Exception {
    var engine = new Unlucky();
    Server server = Server.builder(connection -> {}).engine(engine).start();
    assertThat(server.awaitTermination(Duration.ofSeconds(10))).isTrue();
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    assertThat(server.failure()).hasMessage("no more");
    assertThat(engine.closed).hasPositiveValue();
  }
}
