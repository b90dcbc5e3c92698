package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.bytes;
import static dev.heddle.sim.net.channels.Stack.read;
import static dev.heddle.sim.net.channels.Stack.reset;
import static dev.heddle.sim.net.channels.Stack.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/// What a blocking connection does.
abstract class StreamContract implements Stack {

  @Test
  void bytesArriveInBothDirections() throws Exception {
    try (Pair pair = pair()) {
      pair.client().write(bytes("ping"));
      assertThat(read(pair.server(), 4)).isEqualTo("ping");
      pair.server().write(bytes("pong"));
      assertThat(read(pair.client(), 4)).isEqualTo("pong");
    }
  }

  @Test
  void aReadWaitsForBytes() throws Exception {
    try (Pair pair = pair()) {
      var first = start(() -> read(pair.server(), 3));
      pair.client().write(bytes("abc"));
      assertThat(first.get()).isEqualTo("abc");
    }
  }

  @Test
  void bothEndsKnowEachOther() throws Exception {
    try (Pair pair = pair()) {
      assertThat(pair.client().getRemoteAddress()).isEqualTo(pair.server().getLocalAddress());
      assertThat(pair.server().getRemoteAddress()).isEqualTo(pair.client().getLocalAddress());
      assertThat(((InetSocketAddress) pair.client().getLocalAddress()).getAddress())
          .isEqualTo(InetAddress.getLoopbackAddress());
    }
  }

  @Test
  void aGatheringWriteAndAScatteringRead() throws Exception {
    try (Pair pair = pair()) {
      ByteBuffer[] out = {bytes("he"), bytes(""), bytes("llo")};
      assertThat(pair.client().write(out)).isEqualTo(5);
      assertThat(read(pair.server(), 1)).isEqualTo("h");
      ByteBuffer[] in = {ByteBuffer.allocate(1), ByteBuffer.allocate(3)};
      long count = 0;
      while (count < 4) {
        count += pair.server().read(in);
      }
      assertThat(in[0].array()).isEqualTo("e".getBytes());
      assertThat(in[1].array()).isEqualTo("llo".getBytes());
    }
  }

  @Test
  void aHalfClosedConnectionStillAnswers() throws Exception {
    try (Pair pair = pair()) {
      pair.client().write(bytes("question"));
      pair.client().shutdownOutput();
      assertThat(read(pair.server(), 100)).isEqualTo("question");
      pair.server().write(bytes("answer"));
      pair.server().close();
      assertThat(read(pair.client(), 100)).isEqualTo("answer");
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aClosedPeerIsTheEndOfTheStreamAgainAndAgain() throws Exception {
    try (Pair pair = pair()) {
      pair.server().close();
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aResetIsReportedByEachRead() throws Exception {
    try (Pair pair = pair()) {
      reset(pair.server());
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(SocketException.class)
            .isThrownBy(() -> pair.client().read(ByteBuffer.allocate(1)))
            .withMessage("Connection reset");
      }
      assertThat(pair.client().isConnected()).isTrue();
    }
  }

  @Test
  void whatArrivedBeforeAResetCanBeRead() throws Exception {
    try (Pair pair = pair()) {
      pair.server().write(bytes("last words"));
      pair.server().write(bytes("!"));
      assertThat(read(pair.client(), 4)).isEqualTo("last");
      reset(pair.server());
      assertThat(read(pair.client(), 7)).isEqualTo(" words!");
      assertThatThrownBy(() -> pair.client().read(ByteBuffer.allocate(1)))
          .hasMessage("Connection reset");
    }
  }

  @Test
  void aCloseWithUnreadBytesIsAReset() throws Exception {
    try (Pair pair = pair()) {
      pair.client().write(bytes("xy"));
      assertThat(read(pair.server(), 1)).isEqualTo("x");
      awaitAvailable(pair.server());
      pair.server().close();
      assertThatThrownBy(() -> pair.client().read(ByteBuffer.allocate(1)))
          .isInstanceOf(SocketException.class)
          .hasMessage("Connection reset");
    }
  }

  private static void awaitAvailable(SocketChannel channel) throws IOException {
    while (channel.socket().getInputStream().available() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theFirstWriteAfterAResetSaysSoAndTheNextIsABrokenPipe() throws Exception {
    try (Pair pair = pair()) {
      reset(pair.server());
      IOException first = firstFailure(pair.client());
      assertThat(first).isExactlyInstanceOf(IOException.class);
      assertThat(first.getMessage()).isEqualTo("Connection reset by peer");
      assertThatThrownBy(() -> pair.client().write(bytes("x")))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("Broken pipe");
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void writesToAClosedPeerEndInABrokenPipe() throws Exception {
    try (Pair pair = pair()) {
      pair.server().close();
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      IOException failure = firstFailure(pair.client());
      assertThat(failure.getMessage()).isEqualTo("Broken pipe");
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  private static IOException firstFailure(SocketChannel channel) {
    while (true) {
      try {
        channel.write(bytes("x"));
      } catch (IOException e) {
        return e;
      }
    }
  }

  @Test
  void aConnectToAPortWithoutListenerIsRefused() throws Exception {
    SocketAddress nobody;
    try (ServerSocketChannel bound = listen()) {
      nobody = bound.getLocalAddress();
    }
    try (SocketChannel client = provider().openSocketChannel()) {
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> client.connect(nobody))
          .withMessage("Connection refused");
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void callsOutOfOrderAreRefused() throws Exception {
    SocketChannel fresh = provider().openSocketChannel();
    assertThatThrownBy(() -> fresh.read(ByteBuffer.allocate(1)))
        .isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> fresh.write(bytes("x"))).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(fresh::shutdownOutput).isInstanceOf(NotYetConnectedException.class);
    fresh.close();
    assertThatThrownBy(() -> fresh.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(fresh::getLocalAddress).isInstanceOf(ClosedChannelException.class);
    try (Pair pair = pair()) {
      assertThatThrownBy(() -> pair.client().connect(pair.client().getRemoteAddress()))
          .isInstanceOf(AlreadyConnectedException.class);
    }
  }

  @Test
  void aWriteAfterTheOwnHalfCloseIsRefused() throws Exception {
    try (Pair pair = pair()) {
      pair.client().shutdownOutput();
      assertThatThrownBy(() -> pair.client().write(bytes("x")))
          .isExactlyInstanceOf(AsynchronousCloseException.class);
      pair.client().configureBlocking(false);
      assertThatThrownBy(() -> pair.client().write(bytes("x")))
          .isExactlyInstanceOf(AsynchronousCloseException.class);
    }
  }

  @Test
  void aReadAfterTheOwnInputWasShutIsTheEnd() throws Exception {
    try (Pair pair = pair()) {
      pair.server().write(bytes("unread"));
      awaitAvailable(pair.client());
      pair.client().shutdownInput();
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(pair.client().socket().isInputShutdown()).isTrue();
    }
  }

  @Test
  void aNonBlockingReadReturnsWhatThereIs() throws Exception {
    try (Pair pair = pair()) {
      pair.client().configureBlocking(false);
      assertThat(pair.client().read(ByteBuffer.allocate(4))).isZero();
      pair.server().write(bytes("abc"));
      awaitAvailable(pair.client());
      assertThat(read(pair.client(), 3)).isEqualTo("abc");
      assertThat(pair.client().read(ByteBuffer.allocate(4))).isZero();
    }
  }

  @Test
  void aNonBlockingWriteStopsWhenNothingFits() throws Exception {
    try (Pair pair = pair()) {
      pair.client().configureBlocking(false);
      long sent = 0;
      ByteBuffer block = ByteBuffer.allocate(100_000);
      int count;
      while ((count = pair.client().write(block.clear())) > 0) {
        sent += count;
      }
      pair.client().configureBlocking(true);
      pair.client().shutdownOutput();
      assertThat(drain(pair.server())).isEqualTo(sent);
    }
  }

  @Test
  void aBlockingWriteWaitsForRoom() throws Exception {
    try (Pair pair = pair()) {
      int size = 20_000_000;
      var writing = start(() -> pair.client().write(ByteBuffer.allocate(size)));
      long seen = 0;
      ByteBuffer buffer = ByteBuffer.allocate(1_000_000);
      while (seen < size) {
        seen += pair.server().read(buffer.clear());
      }
      assertThat(writing.get()).isEqualTo(size);
    }
  }

  private static long drain(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100_000);
    long total = 0;
    int count;
    while ((count = channel.read(buffer.clear())) >= 0) {
      total += count;
    }
    return total;
  }
}
