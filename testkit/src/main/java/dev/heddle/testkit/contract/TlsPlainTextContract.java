package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.HandshakeFailure;
import dev.heddle.Server;
import dev.heddle.fixtures.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Peers that send plain text to a server with TLS.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("tls")
abstract class TlsPlainTextContract extends Contract {
  private Server serveTls(Handler handler) {
    try {
      return closing(
          Server.builder(handler).engine(engine()).limits(QUICK).tls(tls().server()).start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPlainTextClientGetsOneClearLineInTheLog() {
    Server server = serveTls(ECHO);
    Peer peer = closing(Peer.connect(server.address())).send("GET / HTTP/1.1\r\n\r\n");
    peer.seesItGone();
    TlsContract.failsAs(server, HandshakeFailure.PLAIN_TEXT);
    assertThat(log().messages(Level.INFO))
        .filteredOn(line -> line.contains("TLS handshake failed"))
        .singleElement()
        .asString()
        .contains("the peer sent plain text: \"GET / HTTP/1.1");
  }

  @Test
  void aPlainTextClientGetsTheAnswerOfTheProtocol() {
    Handler handler =
        new Handler() {
          @Override
          public void handle(Connection connection) {
            throw new AssertionError("reached without TLS");
          }

          @Override
          public byte[] plainTextAnswer() {
            return "TLS is needed\n".getBytes(StandardCharsets.UTF_8);
          }
        };
    Server server = serveTls(handler);
    Peer peer = closing(Peer.connect(server.address()));
    peer.send("POST / HTTP/1.1\r\n" + "x".repeat(50_000));
    assertThat(new String(peer.rest(), StandardCharsets.UTF_8)).isEqualTo("TLS is needed\n");
    TlsContract.failsAs(server, HandshakeFailure.PLAIN_TEXT);
  }
}
