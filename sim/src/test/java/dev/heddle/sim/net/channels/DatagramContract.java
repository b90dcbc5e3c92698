package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.bytes;
import static dev.heddle.sim.net.channels.Stack.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.junit.jupiter.api.Test;

/// What datagram channels do.
abstract class DatagramContract implements Stack {

  private DatagramChannel bound() throws IOException {
    return provider()
        .openDatagramChannel()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  void aDatagramArrivesWithItsSource() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel other = bound()) {
      assertThat(one.send(bytes("hello"), other.getLocalAddress())).isEqualTo(5);
      ByteBuffer into = ByteBuffer.allocate(10);
      assertThat(other.receive(into)).isEqualTo(one.getLocalAddress());
      assertThat(into.flip()).isEqualTo(bytes("hello"));
    }
  }

  @Test
  void whatDoesNotFitIsCutOff() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel other = bound()) {
      one.send(bytes("hello"), other.getLocalAddress());
      ByteBuffer into = ByteBuffer.allocate(2);
      other.receive(into);
      assertThat(into.flip()).isEqualTo(bytes("he"));
      other.configureBlocking(false);
      assertThat(other.receive(into.clear())).isNull();
    }
  }

  @Test
  void anEmptyDatagramIsOne() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel other = bound()) {
      assertThat(one.send(bytes(""), other.getLocalAddress())).isZero();
      assertThat(other.receive(ByteBuffer.allocate(2))).isEqualTo(one.getLocalAddress());
    }
  }

  @Test
  void theLargestDatagramPassesAndALargerOneIsRefused() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel other = bound()) {
      SocketAddress to = other.getLocalAddress();
      assertThat(one.send(ByteBuffer.allocate(65_507), to)).isEqualTo(65_507);
      ByteBuffer into = ByteBuffer.allocate(65_536);
      other.receive(into);
      assertThat(into.position()).isEqualTo(65_507);
      assertThatThrownBy(() -> one.send(ByteBuffer.allocate(65_508), to))
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("Message too long");
    }
  }

  @Test
  void aConnectedChannelHearsThatNobodyIsThere() throws Exception {
    SocketAddress nobody;
    try (DatagramChannel gone = bound()) {
      nobody = gone.getLocalAddress();
    }
    try (DatagramChannel one = bound()) {
      one.connect(nobody);
      one.write(bytes("anybody?"));
      assertThatThrownBy(() -> one.read(ByteBuffer.allocate(1)))
          .isExactlyInstanceOf(PortUnreachableException.class)
          .hasMessage(null);
    }
  }

  @Test
  void aConnectedChannelTakesNothingFromOthers() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel friend = bound();
        DatagramChannel stranger = bound()) {
      one.connect(friend.getLocalAddress());
      stranger.send(bytes("spam"), one.getLocalAddress());
      friend.send(bytes("hi"), one.getLocalAddress());
      ByteBuffer into = ByteBuffer.allocate(10);
      assertThat(one.read(into)).isEqualTo(2);
      assertThat(into.flip()).isEqualTo(bytes("hi"));
      assertThatThrownBy(() -> one.send(bytes("x"), stranger.getLocalAddress()))
          .isInstanceOf(AlreadyConnectedException.class);
    }
  }

  @Test
  void onlyAConnectedChannelReadsAndWrites() throws Exception {
    try (DatagramChannel one = bound()) {
      assertThatThrownBy(() -> one.read(ByteBuffer.allocate(1)))
          .isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(() -> one.write(bytes("x"))).isInstanceOf(NotYetConnectedException.class);
    }
  }

  @Test
  void aPortInUseIsNotBoundAgain() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel second = provider().openDatagramChannel()) {
      assertThatThrownBy(() -> second.bind(one.getLocalAddress()))
          .isExactlyInstanceOf(BindException.class)
          .hasMessage("Address already in use");
    }
  }

  @Test
  void aCloseWakesAReceive() throws Exception {
    DatagramChannel one = bound();
    var receiving = start(() -> one.receive(ByteBuffer.allocate(1)));
    while (receivingThreads() == 0) {
      Thread.onSpinWait();
    }
    one.close();
    assertThatThrownBy(receiving::get).hasCauseInstanceOf(AsynchronousCloseException.class);
  }

  private static long receivingThreads() {
    return Thread.getAllStackTraces().values().stream()
        .filter(stack ->
            stack.length > 0
                && (stack[0].getMethodName().equals("receive0")
                    || stack[0].getMethodName().equals("park"))
                && Stack.mentions(stack, "DatagramContract"))
        .count();
  }

  @Test
  void aSelectorReportsDatagrams() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel other = bound();
        Selector selector = provider().openSelector()) {
      other.configureBlocking(false);
      SelectionKey key = other.register(selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      one.send(bytes("x"), other.getLocalAddress());
      assertThat(selector.select()).isEqualTo(1);
      assertThat(key.isReadable()).isTrue();
      key.interestOps(SelectionKey.OP_WRITE);
      assertThat(selector.select()).isEqualTo(1);
      assertThat(key.isWritable()).isTrue();
    }
  }

  @Test
  void aClosedChannelKeepsItsPortUntilItsSelectorLooks() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel second = provider().openDatagramChannel();
        Selector selector = provider().openSelector()) {
      SocketAddress address = one.getLocalAddress();
      one.configureBlocking(false);
      one.register(selector, SelectionKey.OP_READ);
      one.close();
      assertThatThrownBy(() -> second.bind(address)).isInstanceOf(BindException.class);
      selector.selectNow();
      second.bind(address);
    }
  }

  @Test
  void aSmallBufferLosesDatagrams() throws Exception {
    try (DatagramChannel one = bound();
        DatagramChannel other = bound()) {
      other.setOption(StandardSocketOptions.SO_RCVBUF, 4_000);
      for (int i = 0; i < 100; i++) {
        one.send(ByteBuffer.allocate(1_000), other.getLocalAddress());
      }
      ByteBuffer into = ByteBuffer.allocate(1_000);
      assertThat(other.receive(into)).isNotNull();
      other.configureBlocking(false);
      int seen = 1;
      while (other.receive(into.clear()) != null) {
        seen++;
      }
      assertThat(seen).isLessThan(100);
    }
  }
}
