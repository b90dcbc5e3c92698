package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Client;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionEndedException;
import dev.heddle.Handler;
import dev.heddle.MalformedMessageException;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.fixtures.TestTls;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS that begins in the middle of a connection, as line protocols have it (STARTTLS).
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("tls")
abstract class TlsStartContract extends Contract {
  private Tls server;

  /// The same in all of a test.
  private Tls serverTls() {
    if (server == null) {
      server = tls().server();
    }
    return server;
  }

  private final Handler starts =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          if (line.equals("STARTTLS")) {
            connection.writeLine("go ahead");
            connection.startTls(serverTls());
          } else {
            connection.writeLine((connection.tls() == null ? "plain " : "secret ") + line);
          }
        }
      };

  private Server servePlain(Handler handler) {
    try {
      return closing(Server.builder(handler).engine(engine()).limits(QUICK).start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Peer plainPeer(Server server) {
    return closing(Peer.connect(server.address()));
  }

  @Test
  void aPeerGoesOnInTls() {
    Server server = servePlain(starts);
    Peer plain = plainPeer(server);
    assertThat(plain.send("x\n").line()).isEqualTo("plain x");
    assertThat(plain.send("STARTTLS\n").line()).isEqualTo("go ahead");
    Peer secret = plain.overTls(TestTls.client());
    assertThat(secret.send("x\n").line()).isEqualTo("secret x");
    secret.halfClose().seesTheEnd();
    countsAs(server, CloseReason.ENDED);
    assertThat(server.handshakes().completed()).containsEntry("TLSv1.3", 1L);
    assertThat(server.stats().bytesIn()).isEqualTo("x\nSTARTTLS\nx\n".length());
  }

  @Test
  void aClientGoesOnInTls() throws IOException {
    Server server = servePlain(starts);
    Client client = closing(Client.builder().engine(engine()).limits(QUICK).build());
    try (Connection connection = client.connect("localhost", server.port())) {
      connection.writeLine("STARTTLS");
      assertThat(connection.readLine()).isEqualTo("go ahead");
      connection.startTls(tls().client());
      connection.writeLine("x");
      assertThat(connection.readLine()).isEqualTo("secret x");
      assertThat(connection.tls().serverName()).isEqualTo("localhost");
    }
  }

  @Test
  void whatWasSentInPlainTextBehindTheRequestIsRejected() {
    var served =
        new Served<>(c -> {
          c.readLine();
          c.writeLine("go ahead");
          c.startTls(serverTls());
          return c.readLine();
        });
    Server server = servePlain(served);
    Peer peer = plainPeer(server).send("STARTTLS\nDELETE EVERYTHING\n");
    assertThat(served.failure()).isInstanceOf(MalformedMessageException.class);
    assertThat(peer.line()).isEqualTo("go ahead");
    peer.seesItGone();
    countsAs(server, CloseReason.MALFORMED);
  }

  @Test
  void aPeerThatSendsOnInPlainTextGetsNoSecondChance() {
    var served =
        new Served<>(c -> {
          c.readLine();
          c.writeLine("go ahead");
          assertThatThrownBy(() -> c.startTls(serverTls()))
              .isInstanceOf(ConnectionBrokenException.class);
          assertThatThrownBy(() -> c.writeLine("secret"))
              .isInstanceOf(ConnectionEndedException.class);
          assertThatThrownBy(c::readLine).isInstanceOf(ConnectionEndedException.class);
          c.outbox().sendLine("secret");
          return true;
        });
    Server server = servePlain(served);
    Peer peer = plainPeer(server).send("STARTTLS\n");
    assertThat(peer.line()).isEqualTo("go ahead");
    peer.send("MAIL FROM: me\n");
    assertThat(served.value()).isTrue();
    assertThat(peer.bytesAtMost(100)).asString().doesNotContain("secret");
    countsAs(server, CloseReason.BROKEN);
  }

  @Test
  void tlsIsStartedOnce() {
    var served =
        new Served<>(c -> {
          c.startTls(serverTls());
          assertThatThrownBy(() -> c.startTls(serverTls()))
              .isInstanceOf(IllegalStateException.class);
          c.writeLine("still here");
          return true;
        });
    Peer peer = closing(plainPeer(servePlain(served)).overTls(TestTls.client()));
    assertThat(peer.line()).isEqualTo("still here");
    assertThat(served.value()).isTrue();
  }

  @Test
  void aHandshakeIsGivenUpAlsoIfThePeerDoesNotRead(@TempDir Path folder) throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("deaf")); // its buffers do not grow
    try (var deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      assertThat(deaf.isOpen()).isTrue();
      Client client =
          closing(Client.builder().engine(engine()).limits(QUICK.withIdleTimeout(null)).build());
      byte[] piece = new byte[1024];
      String[] names = // 50 KB, for which there is no room
          IntStream.range(0, 200).mapToObj(i -> i + "x".repeat(250)).toArray(String[]::new);
      Tls wordy =
          tls()
              .client()
              .withServerName("localhost")
              .withApplicationProtocols(names)
              .withHandshakeTimeout(Duration.ofMillis(200));
      var written = new AtomicLong();
      Connection first = client.connect(address);
      Future<Void> writing =
          asideRun(() -> {
            try {
              while (true) {
                first.write(piece);
                first.flush();
                written.incrementAndGet();
              }
            } catch (IOException e) { // it is aborted
            }
          });
      long taken = Eventually.stalls(Duration.ofMillis(200), written::get);
      first.abort();
      Eventually.result(writing);
      Connection second = client.connect(address);
      Future<Void> shaking =
          asideRun(() -> {
            for (long i = 0; i < taken - taken / 8; i++) {
              second.write(piece);
              second.flush();
            }
            assertThatThrownBy(() -> second.startTls(wordy))
                .isInstanceOf(ConnectionBrokenException.class)
                .hasMessageContaining("not done within");
          });
      Eventually.result(shaking);
    }
  }
}
