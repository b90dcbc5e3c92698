package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.sim.net.ManualTime;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Rule;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What goes wrong on purpose: partitions, crashes, losses and shortages, in virtual time.
class FaultsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ManualTime time = new ManualTime(7);
  private final Network network = new Network(time);
  private final SimulatedProvider provider = new SimulatedProvider(network);

  private ServerSocketChannel listen(int port, int backlog) throws IOException {
    network.host("client");
    time.at("server");
    ServerSocketChannel listener = provider.openServerSocketChannel();
    listener.configureBlocking(false);
    listener.bind(new InetSocketAddress(port), backlog);
    time.at("client");
    return listener;
  }

  private InetSocketAddress server(int port) throws UnknownHostException {
    return new InetSocketAddress(network.resolve("server").getFirst(), port);
  }

  private SocketChannel connect(int port) throws IOException {
    SocketChannel client = provider.openSocketChannel();
    client.configureBlocking(false);
    client.connect(server(port));
    return client;
  }

  private SocketChannel connected(int port) throws IOException {
    SocketChannel client = connect(port);
    time.settle();
    assertThat(client.finishConnect()).isTrue();
    return client;
  }

  private static SocketChannel accept(ServerSocketChannel listener) throws IOException {
    SocketChannel accepted = listener.accept();
    accepted.configureBlocking(false);
    return accepted;
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1_000);
    channel.read(buffer);
    return new String(buffer.array(), 0, buffer.position());
  }

  @Test
  void aPartitionDelaysWhatIsSentUntilItHeals() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    SocketChannel server = accept(listener);
    network.partition("client", "server");
    client.write(bytes("first"));
    time.pass(60 * SECOND);
    client.write(bytes(", second"));
    time.pass(SECOND);
    assertThat(server.read(ByteBuffer.allocate(1))).isZero();
    network.heal("client", "server");
    time.pass(120 * SECOND);
    assertThat(read(server)).isEqualTo("first, second");
  }

  @Test
  void aPartitionThatStaysEndsTheConnectionOfTheSenderOnly() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    SocketChannel server = accept(listener);
    network.partition("client", "server");
    client.write(bytes("anybody there?"));
    time.pass(10 * 60 * SECOND);
    assertThat(client.read(ByteBuffer.allocate(1))).isZero();
    time.pass(10 * 60 * SECOND);
    assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("Connection timed out");
    assertThat(server.read(ByteBuffer.allocate(1))).isZero();
  }

  @Test
  void aPartitionOfOneDirectionLetsTheOtherPass() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    SocketChannel server = accept(listener);
    network.link("client", "server").cut();
    server.write(bytes("news"));
    client.write(bytes("thanks"));
    time.pass(SECOND);
    assertThat(read(client)).isEqualTo("news");
    assertThat(server.read(ByteBuffer.allocate(1))).isZero();
  }

  @Test
  void aConnectThatNobodyAnswersTimesOutAfterTwoMinutes() throws Exception {
    listen(7, 50);
    network.partition("client", "server");
    SocketChannel client = connect(7);
    time.pass(120 * SECOND);
    assertThat(client.finishConnect()).isFalse();
    time.pass(10 * SECOND);
    assertThatThrownBy(client::finishConnect)
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage("Connection timed out");
  }

  @Test
  void aCrashedMachineIsSilentAndResetsAfterItsRestart() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    accept(listener);
    network.host("server").crash();
    client.write(bytes("hello?"));
    time.pass(10 * SECOND);
    assertThat(client.read(ByteBuffer.allocate(1))).isZero();
    network.host("server").restart();
    time.pass(60 * SECOND);
    assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
        .isExactlyInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    SocketChannel late = connect(7);
    time.settle();
    assertThatThrownBy(late::finishConnect).hasMessage("Connection refused");
  }

  @Test
  void whatACrashedMachineHadNotDeliveredIsLost() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    SocketChannel server = accept(listener);
    network.partition("client", "server");
    server.write(bytes("never seen"));
    network.host("server").crash();
    network.heal("client", "server");
    time.settle();
    assertThat(client.read(ByteBuffer.allocate(1))).isZero();
  }

  @Test
  void aSenderToAFullPeerHearsOfItsCrash() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    accept(listener);
    while (client.write(ByteBuffer.allocate(10_000)) > 0) {
      time.settle();
    }
    network.host("server").restart();
    time.settle();
    assertThatThrownBy(() -> client.write(bytes("x"))).hasMessage("Connection reset by peer");
  }

  @Test
  void aFullBacklogLetsConnectsWait() throws Exception {
    ServerSocketChannel listener = listen(7, 1);
    connected(7);
    connected(7); // Linux takes one more than the backlog
    SocketChannel third = connect(7);
    time.pass(2 * SECOND);
    assertThat(third.finishConnect()).isFalse();
    accept(listener);
    time.pass(5 * SECOND);
    assertThat(third.finishConnect()).isTrue();
  }

  @Test
  void aClosedListenerResetsWhatItHasNotAccepted() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    listener.close();
    time.settle();
    assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1))).hasMessage("Connection reset");
  }

  @Test
  void aHostWithoutDescriptorsOpensAndAcceptsNothing() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    network.host("server").descriptors(1);
    SocketChannel client = connected(7);
    assertThatThrownBy(listener::accept)
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("Too many open files");
    time.at("server");
    assertThatThrownBy(provider::openSocketChannel)
        .isExactlyInstanceOf(SocketException.class)
        .hasMessage("Too many open files");
    network.host("server").descriptors(2);
    SocketChannel accepted = accept(listener);
    client.write(bytes("in the end"));
    time.settle();
    assertThat(read(accepted)).isEqualTo("in the end");
  }

  @Test
  void aPortWaitsAMinuteAfterAnActiveClose() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    accept(listener).close();
    listener.close();
    time.settle();
    client.close();
    time.at("server");
    ServerSocketChannel strict = provider.openServerSocketChannel();
    strict.setOption(StandardSocketOptions.SO_REUSEADDR, false);
    assertThatThrownBy(() -> strict.bind(new InetSocketAddress(7)))
        .hasMessage("Address already in use");
    time.pass(61 * SECOND);
    strict.bind(new InetSocketAddress(7));
  }

  @Test
  void portsOfAHostRunOut() throws Exception {
    listen(7, 100_000);
    List<SocketChannel> open = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                open.add(connect(7));
              }
            })
        .hasMessage("Cannot assign requested address");
    assertThat(open).hasSize(28_232);
  }

  @Test
  void aRuleDecidesPacketByPacket() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    SocketChannel server = accept(listener);
    List<Rule.Packet> seen = new ArrayList<>();
    network.add(packet -> {
      seen.add(packet);
      return switch (packet.kind()) {
        case DATA -> packet.attempt() < 2 ? Rule.DROP : new Rule.Verdict.Delay(SECOND);
        default -> Rule.PASS;
      };
    });
    client.write(bytes("x"));
    time.pass(SECOND);
    assertThat(server.read(ByteBuffer.allocate(1))).isZero();
    time.pass(SECOND);
    assertThat(read(server)).isEqualTo("x");
    assertThat(seen).extracting(Rule.Packet::attempt).containsExactly(0, 1, 2);
    assertThat(seen.getFirst().to()).isEqualTo("server");
  }

  @Test
  void bandwidthSpreadsWhatIsSentOverTime() throws Exception {
    ServerSocketChannel listener = listen(7, 50);
    SocketChannel client = connected(7);
    SocketChannel server = accept(listener);
    network.link("client", "server").bandwidth(10_000);
    client.write(ByteBuffer.allocate(100_000));
    time.pass(5 * SECOND);
    int soon = server.read(ByteBuffer.allocate(200_000));
    time.pass(6 * SECOND);
    int later = server.read(ByteBuffer.allocate(200_000));
    assertThat(soon).isBetween(20_000, 60_000);
    assertThat(soon + later).isEqualTo(100_000);
  }

  @Test
  void namesAreThoseOfHosts() throws Exception {
    network.host("server");
    InetAddress address = network.resolve("server").getFirst();
    assertThat(address.isSiteLocalAddress()).isTrue();
    assertThat(network.nameOf(address)).isEqualTo("server");
    assertThat(network.resolve("localhost").getFirst().isLoopbackAddress()).isTrue();
    assertThatThrownBy(() -> network.resolve("nowhere"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("nowhere: Name or service not known");
  }

  @Test
  void eachHostIsItsOwnLocalhost() throws Exception {
    listen(7, 50);
    SocketChannel client = provider.openSocketChannel();
    client.configureBlocking(false);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7));
    time.settle();
    assertThatThrownBy(client::finishConnect).hasMessage("Connection refused");
  }
}
