package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What plain sockets do.
abstract class SocketContract {
  abstract Socket socket() throws IOException;

  abstract ServerSocket serverSocket() throws IOException;

  private ServerSocket listen() throws IOException {
    ServerSocket listener = serverSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return listener;
  }

  private record Pair(Socket client, Socket server) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  private Pair pair() throws IOException {
    try (ServerSocket listener = listen()) {
      Socket client = socket();
      client.connect(listener.getLocalSocketAddress());
      return new Pair(client, listener.accept());
    }
  }

  @Test
  void bytesArriveInBothDirections() throws Exception {
    try (Pair pair = pair()) {
      pair.client().getOutputStream().write("ping".getBytes());
      assertThat(pair.server().getInputStream().readNBytes(4)).isEqualTo("ping".getBytes());
      pair.server().getOutputStream().write("pong".getBytes());
      pair.server().shutdownOutput();
      assertThat(pair.client().getInputStream().readAllBytes()).isEqualTo("pong".getBytes());
      assertThat(pair.client().getPort()).isEqualTo(pair.server().getLocalPort());
      assertThat(pair.client().getLocalPort()).isEqualTo(pair.server().getPort());
    }
  }

  @Test
  void aReadTimesOutAndTheSocketStaysUsable() throws Exception {
    try (Pair pair = pair()) {
      pair.client().setSoTimeout(1);
      assertThatThrownBy(() -> pair.client().getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("Read timed out");
      pair.client().setSoTimeout(0);
      pair.server().getOutputStream().write(7);
      assertThat(pair.client().getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void anAcceptTimesOut() throws Exception {
    try (ServerSocket listener = listen()) {
      listener.setSoTimeout(1);
      assertThatThrownBy(listener::accept)
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("Accept timed out");
    }
  }

  @Test
  void aConnectIsRefused() throws Exception {
    SocketAddress nobody;
    try (ServerSocket bound = listen()) {
      nobody = bound.getLocalSocketAddress();
    }
    try (Socket client = socket()) {
      assertThatThrownBy(() -> client.connect(nobody, 1_000))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void aPortInUseIsNotBoundAgain() throws Exception {
    try (ServerSocket first = listen();
        ServerSocket second = serverSocket()) {
      assertThatThrownBy(() -> second.bind(first.getLocalSocketAddress()))
          .isExactlyInstanceOf(BindException.class)
          .hasMessage("Address already in use");
    }
  }

  @Test
  void aCloseWakesAReader() throws Exception {
    try (Pair pair = pair()) {
      var reading = start(() -> pair.client().getInputStream().read());
      pair.server().getOutputStream().flush();
      pair.client().close();
      assertSocketClosed(reading);
    }
  }

  @Test
  void aCloseWakesAnAccept() throws Exception {
    ServerSocket listener = listen();
    var accepting = start(listener::accept);
    listener.close();
    assertSocketClosed(accepting);
  }

  /// The thread may come later than the close, and then finds the socket closed already.
  private static void assertSocketClosed(CompletableFuture<?> waiting) {
    assertThatThrownBy(waiting::get)
        .cause()
        .isInstanceOf(SocketException.class)
        .message()
        .isIn("Socket closed", "Socket is closed");
  }

  @Test
  void aResetIsReported() throws Exception {
    try (Pair pair = pair()) {
      pair.server().setSoLinger(true, 0);
      pair.server().close();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> pair.client().getInputStream().read())
            .isExactlyInstanceOf(SocketException.class)
            .hasMessage("Connection reset");
      }
    }
  }

  @Test
  void aWriteToAClosedPeerFails() throws Exception {
    try (Pair pair = pair()) {
      pair.server().close();
      assertThat(pair.client().getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(
              () -> {
                while (true) {
                  pair.client().getOutputStream().write(1);
                }
              })
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("Broken pipe");
    }
  }

  @Test
  void anInterruptDoesNotTouchAPlatformThreadsSocket() throws Exception {
    try (Pair pair = pair()) {
      var reading =
          start(() -> {
            Thread.currentThread().interrupt();
            int value = pair.client().getInputStream().read();
            assertThat(Thread.interrupted()).isTrue();
            return value;
          });
      pair.server().getOutputStream().write(9);
      assertThat(reading.get()).isEqualTo(9);
    }
  }

  @Test
  void anInterruptClosesAVirtualThreadsSocket() throws Exception {
    try (Pair pair = pair()) {
      var reading =
          start(
              Thread.ofVirtual(),
              () -> {
                Thread.currentThread().interrupt();
                return pair.client().getInputStream().read();
              });
      assertThatThrownBy(reading::get)
          .cause()
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("Closed by interrupt");
      assertThat(pair.client().isClosed()).isTrue();
    }
  }

  @Test
  void optionsAreKept() throws Exception {
    try (Pair pair = pair()) {
      pair.client().setTcpNoDelay(true);
      pair.client().setKeepAlive(true);
      pair.client().setSoLinger(true, 3);
      pair.client().setReuseAddress(true);
      assertThat(pair.client().getTcpNoDelay()).isTrue();
      assertThat(pair.client().getKeepAlive()).isTrue();
      assertThat(pair.client().getSoLinger()).isEqualTo(3);
      assertThat(pair.client().getReuseAddress()).isTrue();
      assertThat(pair.server().getSoLinger()).isEqualTo(-1);
      assertThat(pair.client().getReceiveBufferSize()).isPositive();
    }
  }
}
