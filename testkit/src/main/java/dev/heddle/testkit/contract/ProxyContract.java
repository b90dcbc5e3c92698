package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionView;
import dev.heddle.Framing;
import dev.heddle.Limits;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.ProxyHeader;
import dev.heddle.ProxyProtocol;
import dev.heddle.ProxyTlv;
import dev.heddle.Refusal;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Headers of the PROXY protocol, at the beginning of connections and sent by clients. Runs on
/// every engine.
@Tag("proxy")
abstract class ProxyContract extends Contract {
  @BeforeEach
  void isPlain() {
    plainOnly("what comes before TLS is tried without it");
  }

  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
  private static final byte[] LOCAL = v2("20000000");
  private static final byte[] CLIENT = v2("2111000cc0000201c633640204d201bb");
  private static final InetSocketAddress SOURCE = inet("192.0.2.1", 1234);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path directory;

  /// Echoes.
  private static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }
  }

  private static byte[] v2(String rest) {
    byte[] more = HexFormat.of().parseHex(rest);
    return ByteBuffer.allocate(SIGNATURE.length + more.length).put(SIGNATURE).put(more).array();
  }

  private static InetSocketAddress inet(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private Server serve(ProxyProtocol proxies) {
    return start(builder(proxies));
  }

  private Server.Builder builder(ProxyProtocol proxies) {
    return Server.callbacks(Echo::new).engine(engine()).limits(QUICK).proxyProtocol(proxies);
  }

  private static void isOpen(Server server, Predicate<ConnectionView> looks) {
    Eventually.that(
        "open: " + server.connections(), () -> server.connections().stream().anyMatch(looks));
  }

  private static Predicate<ConnectionView> from(InetSocketAddress client) {
    return view -> view.peer().equals(client);
  }

  @Test
  void aClientBehindAProxyHasTheAddressOfTheHeader() {
    Server server = serve(ProxyProtocol.required());
    Peer one = peer(server).send("PROXY TCP4 192.0.2.1 198.51.100.2 1234 443\r\nhello\n");
    assertThat(one.line()).isEqualTo("hello");
    isOpen(server, from(SOURCE));
    one.halfClose().seesTheEnd();
    Peer two = peer(server).send(CLIENT).send("again\n");
    assertThat(two.line()).isEqualTo("again");
    isOpen(server, from(SOURCE));
  }

  @Test
  void aHandlerSeesTheHeaderWithItsValues() {
    needs(EngineUnderTest.Ability.HANDLERS);
    var served =
        new Served<>(connection -> {
          assertThat(connection.readLine()).isEqualTo("hello");
          assertThat(connection.peerAddress()).isEqualTo(SOURCE);
          assertThat(connection.localAddress()).isEqualTo(inet("198.51.100.2", 443));
          return connection.proxyHeader();
        });
    Server server =
        start(
            Server.builder(served)
                .engine(engine())
                .limits(QUICK)
                .proxyProtocol(ProxyProtocol.required()));
    peer(server).send(v2("21110014c0000201c633640204d201bb02000568656c6c6f")).send("hello\n");
    ProxyHeader header = served.value();
    assertThat(header.authority()).isEqualTo("hello");
    assertThat(header.tlvs()).containsExactly(new ProxyTlv(ProxyTlv.AUTHORITY, "hello"));
  }

  @Test
  void callbacksSeeTheHeaderToo() {
    var outboxes = new CompletableFuture<Outbox>();
    Server server =
        start(
            Server.callbacks(
                    Framing.lines(),
                    () ->
                        (line, outbox) -> {
                          outbox.sendLine(line + " " + outbox.proxyHeader().authority());
                          outboxes.complete(outbox);
                        })
                .engine(engine())
                .limits(QUICK)
                .proxyProtocol(ProxyProtocol.required()));
    Peer peer = peer(server).send(v2("21110014c0000201c633640204d201bb02000568656c6c6f"));
    assertThat(peer.send("oh\n").line()).isEqualTo("oh hello");
    peer.halfClose().seesTheEnd();
    assertThat(Eventually.result(outboxes).proxyHeader().source()).isEqualTo(SOURCE);
  }

  @Test
  void aHeaderThatComesByteByByteIsTheSame() {
    Server server = serve(ProxyProtocol.required());
    Peer one = peer(server).sendByteByByte("PROXY TCP4 192.0.2.1 198.51.100.2 1234 443\r\nx\n");
    assertThat(one.line()).isEqualTo("x");
    one.close();
    Peer two = peer(server);
    for (byte each : CLIENT) {
      two.send(new byte[] {each});
    }
    assertThat(two.send("y\n").line()).isEqualTo("y");
    isOpen(server, from(SOURCE));
  }

  @Test
  void theHeaderDoesNotCountAsReceived() {
    Server server = serve(ProxyProtocol.required());
    Peer peer = peer(server).send(CLIENT).send("hello\n");
    assertThat(peer.line()).isEqualTo("hello");
    assertThat(server.stats().bytesIn()).isEqualTo(6);
    peer.halfClose().seesTheEnd();
    countsAs(server, CloseReason.ENDED);
    assertThat(server.stats().bytesIn()).isEqualTo(6);
    assertThat(server.stats().accepted()).isEqualTo(1);
  }

  @Test
  void theLongestHeaderIsTaken() {
    Server server = serve(ProxyProtocol.required());
    byte[] header =
        ByteBuffer.allocate(16 + 65_535)
            .put(v2("2111ffffc0000201c633640204d201bb"))
            .put((byte) 4)
            .putShort((short) (65_535 - 12 - 3))
            .array();
    assertThat(peer(server).send(header).send("hello\n").line()).isEqualTo("hello");
    isOpen(server, from(SOURCE));
  }

  @Test
  void aLocalConnectionIsServedWithItsOwnAddress() {
    Server server = serve(ProxyProtocol.required());
    Peer peer = peer(server).send(LOCAL).send("hello\n");
    assertThat(peer.line()).isEqualTo("hello");
    isOpen(
        server,
        view ->
            view.peer().equals(inet("127.0.0.1", peer.port()))
                && view.proxyHeader() != null
                && view.proxyHeader().isLocal());
  }

  @Test
  void aConnectionWithoutTheHeaderThatIsRequiredIsClosedWithOneLine() {
    Server server = serve(ProxyProtocol.required());
    peer(server).send("GET / HTTP/1.1\r\n\r\n").seesItGone();
    countsAs(server, CloseReason.MALFORMED);
    peer(server).send("GET / HTTP/1.1\r\n\r\n").seesItGone();
    assertThat(log().messages(Level.WARNING))
        .singleElement()
        .asString()
        .contains(
            "127.0.0.1:", "no header", "it began with 47"); // what has come may be less than a line
  }

  @Test
  void aMalformedHeaderClosesTheConnection() {
    Server server = serve(ProxyProtocol.required());
    peer(server).send(v2("2211000c")).seesItGone();
    countsAs(server, CloseReason.MALFORMED);
    assertThat(log().messages(Level.WARNING)).singleElement().asString().contains("command 2");
  }

  @Test
  void aHeaderWithoutAnEndClosesTheConnection() {
    Server server = serve(ProxyProtocol.required());
    peer(server).send("PROXY " + "x".repeat(200)).seesItGone();
    countsAs(server, CloseReason.MALFORMED);
  }

  @Test
  void aHeaderThatIsCutShortIsMalformed() {
    Server server = serve(ProxyProtocol.required());
    peer(server).send(SIGNATURE).halfClose().seesItGone();
    countsAs(server, CloseReason.MALFORMED);
  }

  @Test
  void aSlowHeaderTimesOut() {
    Server server = serve(ProxyProtocol.required().withHeaderTimeout(SHORT));
    peer(server).send(SIGNATURE).seesItGone();
    countsAs(server, CloseReason.IDLE);
    assertThat(log().messages(Level.WARNING)).singleElement().asString().contains("within 200 ms");
  }

  @Test
  void aHeaderAndThenNothingIsAProbeHoweverItEnds() {
    Server server = serve(ProxyProtocol.required());
    peer(server).send(LOCAL).halfClose().seesItGone();
    countsAs(server, CloseReason.PROBED);
    Peer two = peer(server).send(CLIENT);
    isOpen(server, from(SOURCE));
    two.reset();
    Eventually.that("reset", () -> server.stats().closed().get(CloseReason.PROBED) == 2);
    peer(server).close();
    Eventually.that("closed", () -> server.stats().closed().get(CloseReason.PROBED) == 3);
    assertThat(server.stats().closedTotal()).isEqualTo(3);
    assertThat(server.stats().accepted()).isEqualTo(3);
    assertThat(log().messages(Level.INFO)).isEmpty();
  }

  @Test
  void aClientThatIsReadOnlyIsNoProbe() {
    needs(EngineUnderTest.Ability.HANDLERS);
    Server server =
        start(
            Server.builder(connection -> connection.writeLine("12:00"))
                .engine(engine())
                .limits(QUICK)
                .proxyProtocol(ProxyProtocol.required()));
    assertThat(peer(server).send(CLIENT).line()).isEqualTo("12:00");
    countsAs(server, CloseReason.ENDED);
  }

  @Test
  void connectionsFromOtherAddressesAreClosedIfHeadersAreRequiredFromSome() {
    Server server = serve(ProxyProtocol.requiredFrom("192.0.2.0/24", "2001:db8::/32"));
    isReset(server);
    countsAs(server, CloseReason.MALFORMED);
    assertThat(log().messages(Level.WARNING)).singleElement().asString().contains("not trusted");
  }

  /// Perhaps before the client's own call to connect has returned.
  private void isReset(Server server) {
    try {
      peer(server).seesItGone();
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void aHeaderFromAnAddressThatIsNotTrustedIsRefusedWithOneLine() {
    Server server = serve(ProxyProtocol.optionalFrom("192.0.2.0/24"));
    Peer own = peer(server).send("hello\n");
    assertThat(own.line()).isEqualTo("hello");
    own.close();
    peer(server).send(CLIENT).seesItGone();
    countsAs(server, CloseReason.MALFORMED);
    peer(server).send("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n").seesItGone();
    assertThat(log().messages(Level.WARNING))
        .singleElement()
        .asString()
        .contains("127.0.0.1:", "not trusted");
  }

  @Test
  void aHeaderThatIsNotTrustedIsRefusedInHoweverManyPiecesItComes() {
    Server server = serve(ProxyProtocol.optionalFrom("192.0.2.0/24"));
    Peer peer = peer(server).send("PRO");
    Eventually.that("its beginning has come", () -> server.stats().bytesIn() == 3);
    peer.send("XY TCP4 192.0.2.1 192.0.2.2 1 2\r\n").seesItGone();
    countsAs(server, CloseReason.MALFORMED);
    Peer own = peer(server).send("PRO");
    Eventually.that("its beginning has come", () -> server.stats().bytesIn() >= 6);
    assertThat(own.send("XY UNKNOWNS\n").line()).isEqualTo("PROXY UNKNOWNS");
  }

  @Test
  void clientsWithAndWithoutHeadersAreServedWhereTheyAreOptional() {
    Server server =
        serve(ProxyProtocol.optionalFrom("127.0.0.1").withHeaderTimeout(Duration.ofMinutes(1)));
    Peer proxied = peer(server).send(CLIENT).send("hello\n");
    assertThat(proxied.line()).isEqualTo("hello");
    isOpen(server, from(SOURCE));
    proxied.close();
    Peer own = peer(server).send("PRO");
    assertThat(own.send("GRAM\n").line()).isEqualTo("PROGRAM");
    isOpen(server, view -> view.proxyHeader() == null);
    own.close();
    Peer short2 = peer(server).send("PRO").halfClose();
    assertThat(short2.rest()).isEqualTo(utf8("PRO"));
  }

  @Test
  void aClientThatSaysNothingIsServedWhereHeadersAreOptional() {
    needs(EngineUnderTest.Ability.HANDLERS);
    Server server =
        start(
            Server.builder(connection -> connection.writeLine("12:00"))
                .engine(engine())
                .limits(QUICK)
                .proxyProtocol(ProxyProtocol.optionalFrom("127.0.0.1").withHeaderTimeout(SHORT)));
    assertThat(peer(server).line()).isEqualTo("12:00");
  }

  @Test
  void whoeverMayConnectToAUnixSocketMaySendAHeader() throws IOException {
    var path = UnixDomainSocketAddress.of(directory.resolve("socket"));
    Server server = start(builder(ProxyProtocol.optionalFrom("192.0.2.0/24")).address(path));
    try (var channel = SocketChannel.open(path)) {
      channel.write(ByteBuffer.wrap(CLIENT));
      isOpen(server, from(SOURCE));
    }
  }

  @Test
  void boundsPerAddressCountTheClientsAndNotTheProxy() {
    needs(EngineUnderTest.Ability.MANY_AT_ONCE);
    Limits limits = QUICK.withMaxConnectionsPerAddress(1);
    Server server = start(builder(ProxyProtocol.required()).limits(limits));
    Peer first = peer(server).send(CLIENT).send("hello\n");
    assertThat(first.line()).isEqualTo("hello");
    Peer other = peer(server).send("PROXY TCP4 192.0.2.9 192.0.2.2 1 2\r\nother\n");
    assertThat(other.line()).isEqualTo("other");
    Peer check = peer(server).send(LOCAL).send("one\n");
    Peer check2 = peer(server).send(LOCAL).send("two\n");
    assertThat(check.line() + check2.line()).isEqualTo("onetwo");
    assertThat(peer(server).send(CLIENT).line()).contains("from your address");
    Eventually.that("rejected", () -> server.stats().refusals().get(Refusal.ADDRESS_FULL) == 1);
    assertThat(server.stats().accepted()).isEqualTo(4);
    Eventually.that("four are open", () -> server.stats().active() == 4);
    assertThat(log().messages(Level.WARNING)).singleElement().asString().contains("192.0.2.1");
    first.halfClose().seesTheEnd();
    countsAs(server, CloseReason.ENDED);
    assertThat(peer(server).send(CLIENT).send("again\n").line()).isEqualTo("again");
  }

  @Test
  void aDrainDoesNotWaitForAHeader() {
    Server server = serve(ProxyProtocol.required().withHeaderTimeout(Duration.ofMinutes(1)));
    Peer peer = peer(server).send(SIGNATURE);
    Eventually.that("it has come", () -> server.stats().active() == 1);
    Future<Boolean> drained = aside(() -> server.drain(Duration.ofSeconds(30)));
    peer.seesItGone();
    assertThat(Eventually.result(drained)).isTrue();
    assertThat(server.stats().closed().get(CloseReason.ENDED)).isEqualTo(1);
  }

  @Test
  void aClosedServerLeavesNoConnectionThatWaitsForItsHeader() {
    Server server = serve(ProxyProtocol.required().withHeaderTimeout(Duration.ofMinutes(1)));
    Peer peer = peer(server).send(SIGNATURE);
    Eventually.that("it has come", () -> server.stats().active() == 1);
    server.close();
    peer.seesItGone();
  }

  @Test
  void aClientSendsAHeaderFirst() throws IOException {
    needs(EngineUnderTest.Ability.HANDLERS);
    Server server = serve(ProxyProtocol.required());
    ProxyHeader header =
        ProxyHeader.of(SOURCE, inet("198.51.100.2", 443)).withAuthority("a").withChecksum();
    try (var client =
            dev.heddle.Client.builder()
                .engine(engineUnderTest().fresh().get())
                .limits(QUICK)
                .proxyProtocol(header)
                .build();
        Connection connection = client.connect(server.address())) {
      connection.writeLine("hello");
      assertThat(connection.readLine()).isEqualTo("hello");
      isOpen(server, view -> view.peer().equals(SOURCE) && view.proxyHeader() != null);
    }
  }

  @Test
  void aClientMaySendTheAddressesThatItsConnectionHas() throws IOException {
    needs(EngineUnderTest.Ability.HANDLERS);
    Server server = serve(ProxyProtocol.required());
    try (var client =
            dev.heddle.Client.builder()
                .engine(engineUnderTest().fresh().get())
                .limits(QUICK)
                .proxyProtocol(ProxyHeader::of)
                .build();
        Connection connection = client.connect(server.address())) {
      connection.writeLine("hello");
      assertThat(connection.readLine()).isEqualTo("hello");
      isOpen(
          server,
          view -> view.peer().equals(connection.localAddress()) && view.proxyHeader() != null);
    }
  }

  @Test
  void aClientSendsADifferentHeaderForEachConnection() throws IOException {
    needs(EngineUnderTest.Ability.HANDLERS);
    Server server = serve(ProxyProtocol.required());
    try (Connection connection =
        client().connect(server.address(), ProxyHeader.v1(SOURCE, inet("192.0.2.7", 7)))) {
      connection.writeLine("hello");
      assertThat(connection.readLine()).isEqualTo("hello");
      isOpen(server, from(SOURCE));
    }
    ProxyHeader tooLong = ProxyHeader.local().with(new ProxyTlv(0xe0, new byte[65_535]));
    assertThatThrownBy(() -> client().connect(server.address(), tooLong))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
