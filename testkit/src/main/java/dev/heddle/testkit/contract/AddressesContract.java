package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// IPv4, IPv6 and Unix domain sockets. Runs on every engine.
@Tag("addresses")
abstract class AddressesContract extends Contract {
  @TempDir Path directory;

  /// Echoes.
  private static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }
  }

  private Server.Builder builder() {
    return Server.callbacks(Echo::new).engine(engine()).limits(QUICK);
  }

  private UnixDomainSocketAddress path() {
    plainOnly("the peers on Unix domain sockets have no TLS");
    return UnixDomainSocketAddress.of(directory.resolve("socket"));
  }

  @Test
  void ipv4() {
    Server server =
        start(builder().address(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)));
    assertThat(peer(server).send("four\n").line()).isEqualTo("four");
    assertThat(server).asString().contains("127.0.0.1:" + server.port());
  }

  @Test
  void ipv6() {
    assumeTrue(hasIpv6());
    Server server =
        start(builder().address(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0)));
    assertThat(peer(server).send("six\n").line()).isEqualTo("six");
    assertThat(server).asString().contains("]:" + server.port());
  }

  @Test
  void allAddressesAtOnce() {
    Server server = start(builder().address(new InetSocketAddress(0)));
    Peer four = peer(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
    assertThat(four.send("four\n").line()).isEqualTo("four");
    four.close();
    if (hasIpv6()) {
      Peer six = peer(new InetSocketAddress(InetAddress.ofLiteral("::1"), server.port()));
      assertThat(six.send("six\n").line()).isEqualTo("six");
    }
  }

  @Test
  void unix() throws IOException {
    Server server = start(builder().address(path()));
    assertThat(server).asString().contains("unix:" + path().getPath());
    assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
    try (var channel = SocketChannel.open(path())) {
      assertThat(ask(channel, "hello\n")).isEqualTo("hello\n");
    }
  }

  @Test
  void theFileOfAUnixSocketIsRemovedWithItsServer() {
    Server server = start(builder().address(path()));
    assertThat(Files.exists(path().getPath())).isTrue();
    server.close();
    assertThat(Files.exists(path().getPath())).isFalse();
    start(builder().address(path()));
  }

  @Test
  void aUnixSocketThatIsThereAlreadyIsRefusedNamedAndLeftAlone() throws IOException {
    start(builder().address(path()));
    assertThatThrownBy(() -> builder().address(path()).start())
        .isInstanceOf(BindException.class)
        .hasMessageContaining(path().getPath().toString());
    try (var channel = SocketChannel.open(path())) {
      assertThat(ask(channel, "still\n")).isEqualTo("still\n");
    }
  }

  @Test
  void aUnixSocketWithoutADirectoryIsRefusedAndNamed() {
    var nowhere = UnixDomainSocketAddress.of(directory.resolve("no/such/socket"));
    assertThatThrownBy(() -> builder().address(nowhere).start())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("no/such/socket");
  }

  @Test
  void aUnixSocketWithoutAPathIsRefused() {
    plainOnly("the peers on Unix domain sockets have no TLS");
    assertThatThrownBy(() -> builder().address(UnixDomainSocketAddress.of("")).start())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("unix:");
  }

  @Test
  void aUnixPathThatIsTooLongIsRefusedAndNamed() {
    UnixDomainSocketAddress longer = longerThanTheKernelAllows();
    assertThatThrownBy(() -> builder().address(longer).start())
        .isInstanceOf(BindException.class)
        .hasMessageContaining(longer.getPath().toString());
  }

  @Test
  void aHostThatIsUnknownIsSaidToBe() {
    var nowhere = InetSocketAddress.createUnresolved("host.invalid", 0);
    assertThatThrownBy(() -> builder().address(nowhere).start())
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("host.invalid");
  }

  @Test
  void aUnixConnectionSeesTheEndOfADrainedServer() throws Exception {
    Server server = start(builder().address(path()));
    Future<Boolean> drained;
    try (var channel = SocketChannel.open(path())) {
      assertThat(ask(channel, "hello\n")).isEqualTo("hello\n");
      drained = aside(() -> server.drain(Duration.ofSeconds(30)));
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aClientConnectsToAUnixSocket() throws IOException {
    assumeTrue(engineUnderTest().can(EngineUnderTest.Ability.HANDLERS));
    start(builder().address(path()));
    try (Connection connection = client().connect(path())) {
      connection.writeLine("hello");
      assertThat(connection.readLine()).isEqualTo("hello");
      assertThat(connection.peerAddress()).isEqualTo(path());
    }
  }

  @Test
  void aClientIsToldWhichUnixSocketIsNotThere() {
    assumeTrue(engineUnderTest().can(EngineUnderTest.Ability.HANDLERS));
    Client client = client();
    UnixDomainSocketAddress nobody = path();
    assertThatThrownBy(() -> client.connect(nobody))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(nobody.getPath().toString());
  }

  @Test
  void aClientIsToldWhichUnixPathIsTooLongAndLeavesNothingBehind() {
    assumeTrue(engineUnderTest().can(EngineUnderTest.Ability.HANDLERS));
    UnixDomainSocketAddress longer = longerThanTheKernelAllows();
    Client client = client();
    assertThatThrownBy(() -> client.connect(longer))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(longer.getPath().toString());
  }

  private UnixDomainSocketAddress longerThanTheKernelAllows() {
    plainOnly("the peers on Unix domain sockets have no TLS");
    return UnixDomainSocketAddress.of(directory.resolve("x".repeat(108)));
  }

  @Test
  void aClientConnectsOverIpv6() throws IOException {
    assumeTrue(engineUnderTest().can(EngineUnderTest.Ability.HANDLERS) && hasIpv6());
    Server server =
        start(builder().address(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0)));
    try (Connection connection = client().connect("::1", server.port())) {
      connection.writeLine("six");
      assertThat(connection.readLine()).isEqualTo("six");
    }
  }

  private static String ask(SocketChannel channel, String text) throws IOException {
    byte[] bytes = utf8(text);
    channel.write(ByteBuffer.wrap(bytes));
    ByteBuffer answer = ByteBuffer.allocate(bytes.length);
    while (answer.hasRemaining() && channel.read(answer) >= 0) {}
    return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
  }

  private static boolean hasIpv6() {
    try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
