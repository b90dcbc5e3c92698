package dev.heddle.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Server;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.WireFormats;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A name may have several addresses, and the server may listen at any of them.
class AddressesTest {

  @Test
  void eachAddressIsTriedAndTheOneThatAnswersIsRemembered() throws Exception {
    try (Server server = Server.builder(Trial.lineServer((line, c) -> c.writeLine(line))).start()) {
      Run.OfTarget seen =
          run(Trial.lines(20), Target.Scheme.TCP, List.of(closed(), server.address()));
      assertThat(seen.answered()).isEqualTo(3);
      assertThat(seen.around().errors()).isZero();
      assertThat(seen.right()).isEqualTo(20);
    }
  }

  @Test
  void ifNoneAnswersTheErrorNamesThemAll() throws Exception {
    SocketAddress one = closed();
    SocketAddress other = closed();
    Run.OfTarget seen = run(Trial.lines(20), Target.Scheme.TCP, List.of(one, other));
    assertThat(seen.opened()).isZero();
    assertThat(seen.around().example(ErrorKind.REFUSED))
        .contains(((InetSocketAddress) one).getPort() + ": Connection refused; ")
        .contains(((InetSocketAddress) other).getPort() + ": Connection refused");
  }

  @Test
  void datagramsGoToTheNextAddressWhenOneIsUnreachable() throws Exception {
    int unused;
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      unused = socket.getLocalPort();
    }
    try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> echo(server));
      Trial trial =
          Trial.of(target -> Requests.sized(20), new WireFormats.Piece(), new Expectation.Echo())
              .withTimeout(Duration.ofMillis(500))
              .withRequests(20);
      var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), unused);
      Run.OfTarget seen =
          run(trial, Target.Scheme.UDP, List.of(nobody, server.getLocalSocketAddress()));
      assertThat(seen.right()).isPositive();
      assertThat(seen.around().errors(ErrorKind.REFUSED)).isPositive();
    }
  }

  private static Run.OfTarget run(
      Trial trial, Target.Scheme transport, List<SocketAddress> addresses) throws Exception {
    var target = new Target("server", "name:1", transport, null, addresses, "", null);
    return trial
        .withConnections(3)
        .on(List.of(target), RunObserver.NONE)
        .getFirst()
        .targets()
        .getFirst();
  }

  private static SocketAddress closed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return taken.getLocalSocketAddress();
    }
  }

  private static void echo(DatagramSocket server) {
    var packet = new DatagramPacket(new byte[100], 100);
    try {
      for (; ; packet.setLength(100)) {
        server.receive(packet);
        server.send(packet);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
