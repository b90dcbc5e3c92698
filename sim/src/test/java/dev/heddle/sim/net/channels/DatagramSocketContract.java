package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/// What datagram sockets do.
abstract class DatagramSocketContract {
  /// An unbound one.
  abstract DatagramSocket socket() throws IOException;

  private DatagramSocket bound() throws IOException {
    DatagramSocket socket = socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return socket;
  }

  @Test
  void aDatagramArrivesWithItsSource() throws Exception {
    try (DatagramSocket one = bound();
        DatagramSocket other = bound()) {
      one.send(new DatagramPacket("hello".getBytes(), 5, other.getLocalSocketAddress()));
      var packet = new DatagramPacket(new byte[10], 10);
      other.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength())).isEqualTo("hello");
      assertThat(packet.getSocketAddress()).isEqualTo(one.getLocalSocketAddress());
    }
  }

  @Test
  void aReceiveTimesOut() throws Exception {
    try (DatagramSocket one = bound()) {
      one.setSoTimeout(1);
      assertThatThrownBy(() -> one.receive(new DatagramPacket(new byte[1], 1)))
          .isExactlyInstanceOf(SocketTimeoutException.class)
          .hasMessage("Receive timed out");
    }
  }

  @Test
  void aConnectedSocketHearsThatNobodyIsThere() throws Exception {
    try (DatagramSocket one = bound();
        DatagramSocket gone = bound()) {
      one.connect(gone.getLocalSocketAddress());
      gone.close();
      one.send(new DatagramPacket(new byte[1], 1));
      assertThatThrownBy(() -> one.receive(new DatagramPacket(new byte[1], 1)))
          .isExactlyInstanceOf(PortUnreachableException.class);
    }
  }

  @Test
  void aCloseWakesAReceive() throws Exception {
    DatagramSocket one = bound();
    var receiving =
        start(() -> {
          one.receive(new DatagramPacket(new byte[1], 1));
          return true;
        });
    one.close();
    assertThatThrownBy(receiving::get)
        .cause()
        .isInstanceOf(SocketException.class)
        .message()
        .isIn("Socket closed", "Socket is closed");
  }

  @Test
  void aPortInUseIsNotBoundAgain() throws Exception {
    try (DatagramSocket one = bound();
        DatagramSocket second = socket()) {
      assertThatThrownBy(() -> second.bind(one.getLocalSocketAddress()))
          .isExactlyInstanceOf(BindException.class)
          .hasMessage("Address already in use");
    }
  }
}
