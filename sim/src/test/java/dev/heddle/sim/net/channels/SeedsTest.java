package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.net.ManualTime;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Rule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a seed decides: the same seed always the same, different ones all that can happen.
class SeedsTest {

  private static final class World {
    final ManualTime time;
    final Network network;
    final SimulatedProvider provider;

    World(long seed) {
      time = new ManualTime(seed);
      network = new Network(time);
      provider = new SimulatedProvider(network);
      network.host("client");
      network.host("server");
    }

    InetSocketAddress server() throws IOException {
      return new InetSocketAddress(network.resolve("server").getFirst(), 7);
    }

    DatagramChannel datagrams(String host, int port) throws IOException {
      time.at(host);
      DatagramChannel channel = provider.openDatagramChannel();
      channel.configureBlocking(false);
      channel.bind(new InetSocketAddress(port));
      return channel;
    }
  }

  /// Sends lines, and notes what each read of the receiver returns.
  private static List<String> reads(long seed, double loss) throws IOException {
    var world = new World(seed);
    world.time.at("server");
    ServerSocketChannel listener = world.provider.openServerSocketChannel();
    listener.configureBlocking(false);
    listener.bind(new InetSocketAddress(7));
    world.network.link("client", "server").loss(loss);
    world.time.at("client");
    SocketChannel client = world.provider.openSocketChannel();
    client.configureBlocking(false);
    client.connect(world.server());
    world.time.settle();
    client.finishConnect();
    SocketChannel server = listener.accept();
    server.configureBlocking(false);
    List<String> seen = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(1_000);
    for (int i = 0; i < 20; i++) {
      client.write(bytes("line " + i + "\n"));
      world.time.pass(100_000);
      note(server, buffer, seen);
    }
    client.close();
    do {
      world.time.pass(1_000_000_000);
    } while (note(server, buffer, seen) >= 0);
    return seen;
  }

  private static int note(SocketChannel channel, ByteBuffer buffer, List<String> seen)
      throws IOException {
    int count = channel.read(buffer.clear());
    if (count > 0) {
      seen.add(new String(buffer.array(), 0, count));
    }
    return count;
  }

  @Test
  void aStreamArrivesWholeAndInOrderWhateverIsLost() throws Exception {
    var expected = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      expected.append("line ").append(i).append('\n');
    }
    for (long seed = 0; seed < 100; seed++) {
      assertThat(String.join("", reads(seed, 0.3))).isEqualTo(expected.toString());
    }
  }

  @Test
  void aSeedDecidesHowAStreamIsCut() throws Exception {
    Set<List<String>> all = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      List<String> once = reads(seed, 0);
      assertThat(reads(seed, 0)).isEqualTo(once);
      all.add(once);
    }
    assertThat(all).hasSizeGreaterThan(40);
    assertThat(all).anySatisfy(reads -> assertThat(reads).anyMatch(read -> !read.endsWith("\n")));
    assertThat(all)
        .anySatisfy(
            reads -> assertThat(reads).anyMatch(read -> read.indexOf('\n') + 1 < read.length()));
  }

  private static List<String> datagrams(long seed, double loss, double doubling)
      throws IOException {
    var world = new World(seed);
    DatagramChannel receiver = world.datagrams("server", 7);
    DatagramChannel sender = world.datagrams("client", 0);
    world.network.link("client", "server").loss(loss).doubling(doubling);
    for (int i = 0; i < 10; i++) {
      sender.send(bytes("" + i), world.server());
    }
    world.time.settle();
    List<String> seen = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(10);
    while (receiver.receive(buffer.clear()) != null) {
      seen.add(new String(buffer.array(), 0, buffer.position()));
    }
    return seen;
  }

  @Test
  void datagramsOvertakeEachOther() throws Exception {
    List<String> seen = datagrams(1, 0, 0);
    assertThat(seen)
        .hasSize(10)
        .doesNotHaveDuplicates()
        .isNotEqualTo(seen.stream().sorted().toList());
  }

  @Test
  void datagramsWithinAHostKeepTheirOrder() throws Exception {
    var world = new World(3);
    DatagramChannel receiver = world.datagrams("server", 7);
    DatagramChannel sender = world.datagrams("server", 0);
    for (int i = 0; i < 100; i++) {
      sender.send(ByteBuffer.allocate(1).put((byte) i).flip(), world.server());
    }
    world.time.settle();
    for (int i = 0; i < 100; i++) {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      receiver.receive(buffer);
      assertThat(buffer.get(0)).isEqualTo((byte) i);
    }
  }

  @Test
  void datagramsAreLostAndDoubled() throws Exception {
    assertThat(datagrams(1, 0.5, 0)).hasSizeBetween(1, 9).doesNotHaveDuplicates();
    assertThat(datagrams(1, 0, 0.5)).hasSizeBetween(11, 20);
    assertThat(datagrams(1, 1, 0)).isEmpty();
  }

  @Test
  void latencyHasBounds() throws Exception {
    var world = new World(3);
    DatagramChannel receiver = world.datagrams("server", 7);
    DatagramChannel sender = world.datagrams("client", 0);
    world.network.link("client", "server").latency(Duration.ofMillis(10), Duration.ofMillis(20));
    sender.send(bytes("x"), world.server());
    world.time.pass(Duration.ofMillis(10).toNanos() - 1);
    assertThat(receiver.receive(ByteBuffer.allocate(1))).isNull();
    world.time.pass(Duration.ofMillis(10).toNanos() + 1);
    assertThat(receiver.receive(ByteBuffer.allocate(1))).isNotNull();
  }

  @Test
  void aRemovedRuleIsAskedNoMore() throws Exception {
    var world = new World(3);
    DatagramChannel receiver = world.datagrams("server", 7);
    DatagramChannel sender = world.datagrams("client", 0);
    Rule nothing = packet -> Rule.DROP;
    world.network.add(nothing);
    sender.send(bytes("a"), world.server());
    world.network.remove(nothing);
    sender.send(bytes("b"), world.server());
    world.time.settle();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    receiver.receive(buffer);
    assertThat(buffer.flip()).isEqualTo(bytes("b"));
    assertThat(receiver.receive(buffer.clear())).isNull();
  }
}
