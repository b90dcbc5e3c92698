package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.bytes;
import static dev.heddle.sim.net.channels.Stack.reset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens to a thread that is blocked in a channel.
abstract class BlockedContract implements Stack {

  private record Blocked<T>(Thread thread, CompletableFuture<T> result) {}

  /// Starts a call and waits until it blocks.
  private <T> Blocked<T> blocked(Callable<T> call) {
    var result = new CompletableFuture<T>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                result.complete(call.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    while (!isBlocked(thread)) {
      Thread.onSpinWait();
    }
    return new Blocked<>(thread, result);
  }

  /// In a system call or parked.
  private static boolean isBlocked(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0
        && switch (stack[0].getMethodName()) {
          case "read0", "write0", "accept", "poll", "park" -> true;
          default -> false;
        };
  }

  @Test
  void aCloseWakesAReader() throws Exception {
    try (Pair pair = pair()) {
      var reading = blocked(() -> pair.client().read(ByteBuffer.allocate(1)));
      pair.client().close();
      assertThatThrownBy(reading.result()::get)
          .cause()
          .isExactlyInstanceOf(AsynchronousCloseException.class);
      assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aCloseWakesAWriterWithWhatItHasWritten() throws Exception {
    try (Pair pair = pair()) {
      var writing = blocked(() -> pair.client().write(ByteBuffer.allocate(50_000_000)));
      pair.client().close();
      assertThat(writing.result().get()).isBetween(1, 49_999_999);
    }
  }

  @Test
  void aCloseWakesAnAccept() throws Exception {
    ServerSocketChannel listener = listen();
    var accepting = blocked(listener::accept);
    listener.close();
    assertThatThrownBy(accepting.result()::get)
        .cause()
        .isExactlyInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void anInterruptClosesTheChannel() throws Exception {
    try (Pair pair = pair()) {
      var reading = blocked(() -> pair.client().read(ByteBuffer.allocate(1)));
      reading.thread().interrupt();
      assertThatThrownBy(reading.result()::get)
          .cause()
          .isExactlyInstanceOf(ClosedByInterruptException.class);
      assertThat(pair.client().isOpen()).isFalse();
      assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void anInterruptedThreadClosesTheListenerThatItAcceptsFrom() throws Exception {
    try (ServerSocketChannel listener = listen()) {
      var accepting =
          Stack.start(() -> {
            Thread.currentThread().interrupt();
            return listener.accept();
          });
      assertThatThrownBy(accepting::get).hasCauseInstanceOf(ClosedByInterruptException.class);
      assertThat(listener.isOpen()).isFalse();
    }
  }

  @Test
  void shutInputIsTheEndForABlockedReader() throws Exception {
    try (Pair pair = pair()) {
      var reading = blocked(() -> pair.client().read(ByteBuffer.allocate(1)));
      pair.client().shutdownInput();
      assertThat(reading.result().get()).isEqualTo(-1);
    }
  }

  @Test
  void aResetWakesABlockedReader() throws Exception {
    try (Pair pair = pair()) {
      var reading = blocked(() -> pair.client().read(ByteBuffer.allocate(1)));
      reset(pair.server());
      assertThatThrownBy(reading.result()::get)
          .cause()
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("Connection reset");
    }
  }

  @Test
  void aReaderAndAWriterDoNotHinderEachOther() throws Exception {
    try (Pair pair = pair()) {
      var reading = blocked(() -> pair.client().read(ByteBuffer.allocate(1)));
      assertThat(pair.client().write(bytes("question"))).isEqualTo(8);
      pair.server().write(bytes("!"));
      assertThat(reading.result().get()).isEqualTo(1);
    }
  }

  @Test
  void aReadOfTheSocketTimesOut() throws Exception {
    try (Pair pair = pair()) {
      Socket socket = pair.client().socket();
      socket.setSoTimeout(1);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isExactlyInstanceOf(SocketTimeoutException.class)
          .hasMessage("Read timed out");
      pair.server().write(bytes("x"));
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      pair.client().configureBlocking(false);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(IllegalBlockingModeException.class);
    }
  }

  @Test
  void anAcceptOfTheSocketTimesOut() throws Exception {
    try (ServerSocketChannel listener = listen()) {
      listener.socket().setSoTimeout(1);
      assertThatThrownBy(() -> listener.socket().accept())
          .isExactlyInstanceOf(SocketTimeoutException.class)
          .hasMessage("Accept timed out");
    }
  }

  @Test
  void aConnectOfTheSocketTimesOutWhileTheBacklogIsFull() throws Exception {
    try (ServerSocketChannel listener = listen(1)) {
      List<SocketChannel> clients = new ArrayList<>();
      assertThatThrownBy(() -> connectForEver(listener.getLocalAddress(), clients))
          .isExactlyInstanceOf(SocketTimeoutException.class)
          .hasMessage("Connect timed out");
      assertThat(clients.getLast().isOpen()).isFalse();
      assertThat(clients).hasSizeBetween(3, 4); // the third may come before the second is counted
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  private void connectForEver(SocketAddress listener, List<SocketChannel> clients)
      throws IOException {
    while (true) {
      clients.add(provider().openSocketChannel());
      clients.getLast().socket().connect(listener, 50);
    }
  }

  @Test
  void aSocketsAddressesAreItsChannels() throws Exception {
    try (Pair pair = pair()) {
      Socket socket = pair.client().socket();
      var remote = (InetSocketAddress) pair.client().getRemoteAddress();
      assertThat(socket.getPort()).isEqualTo(remote.getPort());
      assertThat(socket.getInetAddress()).isEqualTo(remote.getAddress());
      assertThat(socket.getChannel()).isSameAs(pair.client());
      assertThat(socket.isConnected()).isTrue();
      socket.close();
      assertThat(pair.client().isOpen()).isFalse();
      assertThatThrownBy(socket::getInputStream).hasMessage("Socket is closed");
    }
  }

  @TempDir Path directory;

  @Test
  void aFileIsTransferred() throws Exception {
    Path file = Files.write(directory.resolve("f"), new byte[100_000]);
    try (Pair pair = pair();
        FileChannel source = FileChannel.open(file)) {
      var reading = Stack.start(() -> Stack.read(pair.server(), 100_000).length());
      long sent = 0;
      while (sent < 100_000) {
        sent += source.transferTo(sent, 100_000 - sent, pair.client());
      }
      assertThat(reading.get()).isEqualTo(100_000);
    }
  }
}
