package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.ClientAuthentication;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.fixtures.TestTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What callbacks know of TLS.
@Needs(EngineUnderTest.Ability.HANDLERS) // and so threads, which wait in handshakes
@Tag("tls")
abstract class TlsCallbacksContract extends Contract {
  private final CompletableFuture<String> atFirst = new CompletableFuture<>();
  private final CompletableFuture<String> atLast = new CompletableFuture<>();

  /// Echoes, and asks for its client's name.
  private final class Named implements Protocol {
    private Outbox own;

    @Override
    public void connected(Outbox outbox) {
      own = outbox;
      atFirst.complete(subject());
    }

    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }

    @Override
    public void closed(Throwable cause) {
      atLast.complete(subject());
    }

    private String subject() {
      return own.tls().peerCertificates().getFirst().getSubjectX500Principal().getName();
    }
  }

  @Test
  void theClientsCertificateIsKnownFromTheFirstCallbackToTheLast() throws IOException {
    Tls asking = tls().server().withClientAuthentication(ClientAuthentication.NEED);
    Server server =
        closing(Server.callbacks(Named::new).engine(engine()).limits(QUICK).tls(asking).start());
    Peer peer = closing(Peer.connect(server.address()).overTls(TestTls.client()));
    assertThat(peer.send("x\n").line()).isEqualTo("x");
    peer.halfClose().seesTheEnd();
    assertThat(Eventually.result(atFirst)).isEqualTo("CN=client");
    assertThat(Eventually.result(atLast)).isEqualTo("CN=client");
  }
}
