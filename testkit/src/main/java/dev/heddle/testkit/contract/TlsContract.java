package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Client;
import dev.heddle.ClientAuthentication;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.FullPolicy;
import dev.heddle.Handler;
import dev.heddle.HandshakeFailure;
import dev.heddle.Limits;
import dev.heddle.ProxyProtocol;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.TlsSession;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.fixtures.TestTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What TLS adds to a connection: what is negotiated, how it ends, and what becomes of those that
/// do not agree.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("tls")
abstract class TlsContract extends Contract {
  private Tls server;

  /// The same in all of a test.
  private Tls serverTls() {
    if (server == null) {
      server = tls().server();
    }
    return server;
  }

  private Server serveTls(Handler handler, Tls tls) {
    return serveTls(handler, tls, QUICK);
  }

  private Server serveTls(Handler handler, Tls tls, Limits limits) {
    try {
      return closing(Server.builder(handler).engine(engine()).limits(limits).tls(tls).start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Peer tlsPeer(Server server, SSLContext context) {
    return closing(Peer.connect(server.address()).overTls(context));
  }

  private Client tlsClient(Tls tls) {
    return closing(Client.builder().engine(engine()).limits(QUICK).tls(tls).build());
  }

  @Test
  void whatWasNegotiatedShowsOnBothSides() throws IOException {
    var served =
        new Served<>(c -> {
          c.writeLine("hello");
          return c.tls();
        });
    Server server = serveTls(served, serverTls().withApplicationProtocols("b", "a"));
    Client client = tlsClient(tls().anonymous().withApplicationProtocols("a", "b"));
    try (Connection connection = client.connect("localhost", server.port())) {
      assertThat(connection.readLine()).isEqualTo("hello");
      TlsSession here = connection.tls();
      assertThat(here.protocol()).isEqualTo("TLSv1.3");
      assertThat(here.applicationProtocol()).isEqualTo("b");
      assertThat(here.serverName()).isEqualTo("localhost");
      assertThat(here.peerCertificates().getFirst().getSubjectX500Principal().getName())
          .isEqualTo("CN=localhost");
      TlsSession there = served.value();
      assertThat(there.protocol()).isEqualTo("TLSv1.3");
      assertThat(there.cipherSuite()).isEqualTo(here.cipherSuite());
      assertThat(there.applicationProtocol()).isEqualTo("b");
      assertThat(there.serverName()).isEqualTo("localhost");
      assertThat(there.peerCertificates()).isEmpty();
    }
  }

  @Test
  void aPlainConnectionHasNoTls() {
    var served = new Served<>(c -> c.tls() == null);
    closing(
        Peer.connect(start(Server.builder(served).engine(engine()).limits(QUICK), null).address()));
    assertThat(served.value()).isTrue();
  }

  private Server start(Server.Builder builder, Tls tls) {
    try {
      return closing(builder.tls(tls).start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theVersionsOfferedAreTheOnesUsed() {
    Server server = serveTls(ECHO, serverTls().withProtocols("TLSv1.2"));
    Peer peer = tlsPeer(server, TestTls.anonymous());
    assertThat(peer.send("x\n").line()).isEqualTo("ECHO: x");
    assertThat(peer.session().getProtocol()).isEqualTo("TLSv1.2");
    assertThat(server.handshakes().completed()).containsOnlyKeys("TLSv1.2");
  }

  @Test
  void aServerThatAsksGetsTheClientsCertificate() {
    var served = new Served<>(c -> c.tls().peerCertificates().getFirst().getSubjectX500Principal());
    Server server =
        serveTls(served, serverTls().withClientAuthentication(ClientAuthentication.NEED));
    tlsPeer(server, TestTls.client()).seesTheEnd();
    assertThat(served.value().getName()).isEqualTo("CN=client");
  }

  @Test
  void aClientWithoutACertificateIsRejectedIfOneIsNeeded() {
    Server server = serveTls(ECHO, serverTls().withClientAuthentication(ClientAuthentication.NEED));
    Peer peer = tlsPeer(server, TestTls.anonymous());
    assertThatThrownBy(peer::line).hasStackTraceContaining("certificate_required");
    failsAs(server, HandshakeFailure.REJECTED);
  }

  @Test
  void aClientWithoutACertificateIsServedIfOneIsOnlyWanted() {
    Server server = serveTls(ECHO, serverTls().withClientAuthentication(ClientAuthentication.WANT));
    Peer anonymous = tlsPeer(server, TestTls.anonymous());
    assertThat(anonymous.send("x\n").line()).isEqualTo("ECHO: x");
    anonymous.close();
    assertThat(tlsPeer(server, TestTls.client()).send("x\n").line()).isEqualTo("ECHO: x");
  }

  @Test
  void aClientRejectsACertificateThatItDoesNotTrust() {
    Server server = serveTls(ECHO, serverTls());
    Client client = tlsClient(tls().stranger());
    assertThatThrownBy(() -> client.connect("localhost", server.port()))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("TLS handshake failed");
    failsAs(server, HandshakeFailure.REJECTED_BY_PEER);
    assertThat(client.active()).isZero();
  }

  @Test
  void aClientRejectsTheCertificateOfAnotherHost() {
    Server server = serveTls(ECHO, serverTls());
    Client client = tlsClient(tls().client().withServerName("example.org"));
    assertThatThrownBy(() -> client.connect("localhost", server.port()))
        .isInstanceOf(SSLException.class)
        .hasStackTraceContaining("example.org");
  }

  @Test
  void aNameThatIsNoneIsNoReasonToAcceptAnyCertificate() {
    Server server = serveTls(ECHO, serverTls());
    for (String name : List.of("", ".localhost")) {
      Client client = tlsClient(tls().client().withServerName(name));
      assertThatThrownBy(() -> client.connect("localhost", server.port()))
          .as("\"" + name + '"')
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void noApplicationProtocolInCommonIsRejected() {
    Server server = serveTls(ECHO, serverTls().withApplicationProtocols("a"));
    Client client = tlsClient(tls().client().withApplicationProtocols("b"));
    assertThatThrownBy(() -> client.connect("localhost", server.port()))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("no_application_protocol");
    failsAs(server, HandshakeFailure.REJECTED);
  }

  @Test
  void whatAPeerSendsBeginsNoLineOfTheLog() throws IOException {
    Server server = serveTls(ECHO, serverTls());
    var name = ("a\nforged line" + "x".repeat(1000)).getBytes(StandardCharsets.UTF_8);
    try (var socket =
        (SSLSocket)
            TestTls.client()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(
          List.of(new SNIServerName(StandardConstants.SNI_HOST_NAME, name) {}));
      socket.setSSLParameters(parameters);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
    failsAs(server, HandshakeFailure.REJECTED);
    assertThat(log().messages(Level.INFO))
        .filteredOn(line -> line.contains("TLS handshake failed"))
        .singleElement()
        .asString()
        .doesNotContain("\n")
        .matches(line -> !line.contains("forged") || line.contains("a\\nforged line"))
        .hasSizeLessThan(400);
  }

  @Test
  void theHandshakesBytesDoNotCountEvenIfTheyComeWithAProxysHeader() throws Exception {
    Server server =
        closing(
            Server.builder(ECHO)
                .engine(engine())
                .limits(QUICK)
                .proxyProtocol(ProxyProtocol.required())
                .tls(serverTls())
                .start());
    SSLEngine client = TestTls.client().createSSLEngine("localhost", 1);
    client.setUseClientMode(true);
    ByteBuffer first = ByteBuffer.allocate(1 << 16);
    first.put("PROXY TCP4 192.0.2.1 198.51.100.2 1234 443\r\n".getBytes(StandardCharsets.UTF_8));
    client.wrap(ByteBuffer.allocate(0), first);
    byte[] both = Arrays.copyOf(first.array(), first.position());

    closing(Peer.connect(server.address())).send(both).halfClose().seesItGone();

    Eventually.that(
        "it has failed", () -> server.handshakes().failed().containsKey(HandshakeFailure.CLOSED));
    assertThat(server.stats().bytesIn()).isZero();
  }

  @Test
  void aClientThatComesAndGoesIsCountedAndNotReported() {
    Server server = serveTls(ECHO, serverTls());
    Peer.connect(server.address()).close();
    failsAs(server, HandshakeFailure.CLOSED);
    assertThat(log().messages(Level.INFO)).noneMatch(line -> line.contains("handshake"));
  }

  @Test
  void aHandshakeThatTakesTooLongIsGivenUp() {
    Server server = serveTls(ECHO, serverTls().withHandshakeTimeout(Duration.ofMillis(100)));
    Peer peer = closing(Peer.connect(server.address())).send(new byte[] {22, 3, 1});
    peer.seesItGone();
    failsAs(server, HandshakeFailure.TIMED_OUT);
  }

  @Test
  void urgentBytesDoNotKeepAHandshakeOpen() {
    Server server = serveTls(ECHO, serverTls().withHandshakeTimeout(Duration.ofMillis(300)));
    Peer peer = closing(Peer.connect(server.address())).send(new byte[] {22, 3, 1});
    sendUrgentUntil(
        "the handshake is given up", peer, () -> !server.handshakes().failed().isEmpty());
    failsAs(server, HandshakeFailure.TIMED_OUT);
  }

  @Test
  void aServerThatSaysNothingTimesTheClientOut() {
    Server deaf =
        start(Server.builder(c -> c.readExactly(1 << 20)).engine(engine()).limits(QUICK), null);
    Client client = tlsClient(tls().client().withHandshakeTimeout(Duration.ofMillis(100)));
    assertThatThrownBy(() -> client.connect("localhost", deaf.port()))
        .isInstanceOf(SocketTimeoutException.class);
  }

  static void failsAs(Server server, HandshakeFailure why) {
    Eventually.that(
        "failed as " + why, () -> server.handshakes().failed().getOrDefault(why, 0L) == 1);
    countsAs(server, CloseReason.BROKEN);
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void thePeersCloseNotifyIsTheEnd() {
    var served = new Served<>(c -> c.readLine() + c.readLine());
    Server server = serveTls(served, serverTls());
    tlsPeer(server, TestTls.client()).send("x\n").halfClose().seesTheEnd();
    assertThat(served.value()).isEqualTo("xnull");
    countsAs(server, CloseReason.ENDED);
  }

  @Test
  void aPeerThatHasEndedItsSideStillGetsItsAnswer() {
    Server server =
        serveTls(
            c -> {
              while (c.readLine() != null) {}
              c.writeLine("all read");
            },
            serverTls());
    Peer peer = tlsPeer(server, TestTls.client()).send("x\n").halfClose();
    assertThat(peer.line()).isEqualTo("all read");
    peer.seesTheEnd();
  }

  @Test
  void aStreamThatIsCutShortIsNoEnd() {
    var served = new Served<>(c -> c.readLine() + c.readLine());
    Server server = serveTls(served, serverTls());
    Peer peer = tlsPeer(server, TestTls.client()).send("x\n");
    Eventually.that("it is read", () -> server.stats().messagesIn() == 1);
    peer.cutOff();
    assertThat(served.failure())
        .isInstanceOf(ConnectionBrokenException.class)
        .hasMessageContaining("close_notify");
    countsAs(server, CloseReason.BROKEN);
  }

  @Test
  void anIdleConnectionIsEndedAndNotCutShort() throws IOException {
    Server server =
        serveTls(
            ECHO,
            serverTls(),
            QUICK.withIdleTimeout(Duration.ofMillis(200)).withLinger(Duration.ofSeconds(5)));
    try (Connection connection = tlsClient(tls().client()).connect("localhost", server.port())) {
      assertThat(connection.readLine()).isNull();
    }
    countsAs(server, CloseReason.IDLE);
  }

  @Test
  void aClientAboveTheLimitIsRejectedByAnAlert() {
    needs(EngineUnderTest.Ability.MANY_AT_ONCE);
    Limits limits = QUICK.withMaxConnections(1).withWhenFull(FullPolicy.REFUSE);
    Server server = serveTls(ECHO, serverTls(), limits);
    Peer first = tlsPeer(server, TestTls.client());
    assertThat(first.send("x\n").line()).isEqualTo("ECHO: x");
    Peer second = tlsPeer(server, TestTls.client());
    assertThatThrownBy(second::line).hasStackTraceContaining("internal_error");
    assertThat(first.send("y\n").line()).isEqualTo("ECHO: y");
  }

  @Test
  void tlsGoesOverTheHeaderOfAProxy() throws IOException {
    var served = new Served<>(c -> c.readLine() + " from " + c.peerAddress());
    Server server =
        closing(
            Server.builder(served)
                .engine(engine())
                .limits(QUICK)
                .proxyProtocol(ProxyProtocol.required())
                .tls(serverTls())
                .start());
    Peer plain =
        closing(Peer.connect(server.address()))
            .send("PROXY TCP4 192.0.2.1 198.51.100.2 1234 443\r\n");
    closing(plain.overTls(TestTls.client())).send("x\n").halfClose().seesTheEnd();
    assertThat(served.value()).isEqualTo("x from /192.0.2.1:1234");
  }

  @Test
  void bytesThatMakeNoSenseBreakTheConnection() {
    var served = new Served<>(Connection::readLine);
    Server server = serveTls(served, serverTls());
    Peer plain = closing(Peer.connect(server.address()));
    plain.overTls(TestTls.client()).session();
    served.connection();
    plain.send(
        new byte[] {
          23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
        });
    assertThat(served.failure()).isInstanceOf(ConnectionBrokenException.class);
    countsAs(server, CloseReason.BROKEN);
  }

  @Test
  void aKeyUpdateIsAnsweredAndNothingIsLost() {
    Server server = serveTls(ECHO, serverTls());
    Peer peer = tlsPeer(server, TestTls.client());
    for (int i = 0; i < 10; i++) {
      assertThat(peer.send("x" + i + "\n").line()).isEqualTo("ECHO: x" + i);
      peer.shakeHandsAgain();
    }
    assertThat(peer.send("end\n").line()).isEqualTo("ECHO: end");
    peer.halfClose().seesTheEnd();
  }

  @Test
  void whileTheAnswerToAKeyUpdateWaitsEverythingElseIsRead() {
    var served =
        new Served<>(c -> {
          Future<Void> writing = asideRun(() -> writeUntilItFails(c));
          for (int i = 0; i < 200; i++) {
            assertThat(c.readLine()).isEqualTo("x" + i);
          }
          c.abort();
          assertThatThrownBy(() -> Eventually.result(writing)).hasStackTraceContaining("aborted");
          return true;
        });
    Server server = serveTls(served, serverTls());
    Peer peer = tlsPeer(server, TestTls.client());
    served.connection();
    Eventually.stalls(Duration.ofMillis(200), () -> server.stats().bytesOut());
    peer.shakeHandsAgain();
    for (int i = 0; i < 200; i++) {
      peer.send("x" + i + "\n");
    }
    assertThat(served.value()).isTrue();
  }

  @Test
  void aClientThatWantsToRenegotiateIsRejected() {
    Server server = serveTls(ECHO, serverTls().withProtocols("TLSv1.2"));
    Peer peer = tlsPeer(server, TestTls.client());
    assertThat(peer.send("x\n").line()).isEqualTo("ECHO: x");
    peer.shakeHandsAgain();
    assertThatThrownBy(peer::line).isInstanceOf(UncheckedIOException.class);
    countsAs(server, CloseReason.BROKEN);
  }

  @Test
  void largeWritesArriveWhole() {
    byte[] bytes = pattern(1 << 20);
    Server server =
        serveTls(
            c -> {
              c.write(bytes);
              c.write(c.readExactly(bytes.length));
            },
            serverTls());
    Peer peer = tlsPeer(server, TestTls.client());
    assertThat(peer.bytes(bytes.length)).isEqualTo(bytes);
    Future<Void> sending = asideRun(() -> peer.send(bytes));
    assertThat(peer.bytes(bytes.length)).isEqualTo(bytes);
    Eventually.result(sending);
    Eventually.that( // a write is counted when it has returned
        "all is counted", () -> server.stats().bytesOut() == 2L * bytes.length);
  }

  @Test
  void eachConnectionAsksForTheKeysOfItsMoment() {
    needs(EngineUnderTest.Ability.MANY_AT_ONCE);
    var current = new AtomicReference<>(TestTls.server());
    Server server = serveTls(ECHO, Tls.of(current::get));
    Peer before = tlsPeer(server, TestTls.client());
    assertThat(before.send("x\n").line()).isEqualTo("ECHO: x");
    current.set(TestTls.client());
    Peer after = tlsPeer(server, TestTls.client());
    assertThatThrownBy(after::line).hasStackTraceContaining("SSLHandshakeException");
    assertThat(before.send("y\n").line()).isEqualTo("ECHO: y");
  }

  @Test
  void anUnknownProtocolIsRejectedAtTheStart() {
    assertThatThrownBy(() ->
            Server.builder(ECHO).engine(engine()).tls(serverTls().withProtocols("TLSv9")).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLSv9");
  }

  @Test
  void aCrowdOfClientsIsServed() {
    needs(EngineUnderTest.Ability.MANY_AT_ONCE);
    Server server = serveTls(ECHO, serverTls());
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      peers.add(tlsPeer(server, TestTls.client()));
    }
    peers.forEach(peer -> assertThat(peer.send("x\n").line()).isEqualTo("ECHO: x"));
    assertThat(server.handshakes().completed()).containsEntry("TLSv1.3", 50L);
    assertThat(server.handshakes().times().count()).isEqualTo(50);
  }
}
