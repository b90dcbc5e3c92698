package dev.heddle.loop.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Leftovers;
import dev.heddle.loop.EventLoop;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What depends on which of two things a loop learns first.
@ExtendWith(Leftovers.class)
class UringTransportTest {
  private static final int PIECE = 512;

  private EventLoop loop;
  private ServerSocket listening;

  @BeforeEach
  void opens() throws IOException {
    loop = EventLoop.start("heddle-loop-test", UringPoller::new);
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void closes() throws IOException {
    listening.close();
    loop.stop();
  }

  @Test
  void anAbortResetsThoughASendCompletesBeforeTheLoopKnowsOfIt() throws Exception {
    Transport transport = connect();
    try (Socket peer = listening.accept()) {
      peer.setSoTimeout((int) Eventually.PATIENCE.toMillis());
      inThread(() -> {
        transport.write(ByteBuffer.wrap(new byte[100]));
        // In this very turn of the loop, before its poll, which completes the send.
        loop.timers().add(0, transport::abort);
      });
      assertThatThrownBy(() -> peer.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aWriterParksBetweenTheWaterMarksThatItWasGiven() throws Exception {
    assertThat(unsentOfOneThatParks(1024, 8 * 1024)).isBetween(1024L - PIECE, 8L * 1024);
    assertThat(unsentOfOneThatParks(128 * 1024, 256 * 1024)).isBetween(127L * 1024, 256L * 1024);
  }

  /// How much is unsent when a writer of pieces of 512 bytes, whose peer does not read, is stuck.
  private long unsentOfOneThatParks(int low, int high) throws Exception {
    Transport transport = connect();
    transport.waterMarks(low, high);
    try (Socket peer = listening.accept()) {
      var written = new AtomicLong();
      Future<?> writing = writeInPieces(transport, written);
      long stuckAt = Eventually.stalls(Duration.ofMillis(200), written::get);
      long unsent = stuckAt - transport.bytesWritten();
      transport.close();
      assertThat(Eventually.failure(writing)).isInstanceOf(IOException.class);
      return unsent;
    }
  }

  /// Writes until it fails; counts the bytes written before the write that parks.
  private Future<?> writeInPieces(Transport transport, AtomicLong written) {
    var ended = new CompletableFuture<Void>();
    loop.threads()
        .start(() -> {
          try {
            while (true) {
              transport.write(ByteBuffer.allocate(PIECE));
              written.addAndGet(PIECE);
            }
          } catch (IOException e) {
            ended.completeExceptionally(e);
          }
        });
    return ended;
  }

  private Transport connect() throws IOException {
    return loop.threads()
        .call(
            () -> loop.poller().connect(listening.getLocalSocketAddress(), Duration.ofSeconds(10)));
  }

  /// What is done in a virtual thread of the loop.
  private interface Action {
    void run() throws IOException;
  }

  private void inThread(Action action) throws IOException {
    loop.threads()
        .call(() -> {
          action.run();
          return true;
        });
  }
}
