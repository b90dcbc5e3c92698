package dev.heddle.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.ClientAuthentication;
import dev.heddle.KeyFiles;
import dev.heddle.Tls;
import dev.heddle.TlsProvider;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.fixtures.TestCertificate;
import dev.heddle.tls.HandshakeListener;
import dev.heddle.tls.JdkEngines;
import dev.heddle.tls.TlsEngine;
import dev.heddle.tls.TlsRecord;
import dev.heddle.tls.TlsSide;
import dev.heddle.transport.ReadBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Engines in memory, two of which talk to each other: how they end, and what is then left of them.
@RequiresOpenSsl
class OpenSslEngineTest {
  private static final TlsSide SERVER = TlsSide.server(HandshakeListener.NONE);
  private static final TlsSide CLIENT =
      TlsSide.client(InetSocketAddress.createUnresolved("localhost", 1));
  private static final byte[] TEXT = "hello".getBytes();

  @TempDir Path folder;
  private Tls serverTls;
  private Tls clientTls;

  @BeforeEach
  void keys() {
    TestCertificate own = TestCertificate.selfSigned("localhost");
    Path certificate = own.writeCertificate(folder.resolve("tls.crt"));
    Path key = own.writeKey(folder.resolve("tls.key"));
    serverTls = Tls.of(KeyFiles.pem(certificate, key)).withProvider(TlsProvider.OPENSSL);
    clientTls = Tls.trusting(certificate).withProvider(TlsProvider.OPENSSL);
  }

  /// One side, and what it has received. Belongs to one thread.
  private record Half(TlsEngine engine, ReadBuffer received) {
    Half(TlsEngine engine) {
      this(engine, new ReadBuffer());
    }

    boolean step(Half peer) throws IOException {
      var flight = new ByteArrayOutputStream();
      try {
        return engine.shakeHands(received, flight);
      } finally {
        peer.received.append(ByteBuffer.wrap(flight.toByteArray()));
      }
    }

    void send(byte[] bytes, Half peer) throws IOException {
      ByteBuffer source = ByteBuffer.wrap(bytes);
      while (source.hasRemaining()) {
        engine.encrypt(source, peer.received::append);
      }
    }

    byte[] all() throws IOException {
      var content = new ReadBuffer();
      while (TlsRecord.isThere(received)) {
        engine.decrypt(received, content);
      }
      return content.take(content.size());
    }
  }

  private Half server() throws IOException {
    return new Half(OpenSslEngines.create(serverTls, SERVER));
  }

  private Half client() throws IOException {
    return new Half(OpenSslEngines.create(clientTls, CLIENT));
  }

  private static void shakeHands(Half client, Half server) throws IOException {
    boolean clientDone = false;
    boolean serverDone = false;
    while (!clientDone || !serverDone) {
      clientDone = clientDone || client.step(server);
      serverDone = serverDone || server.step(client);
    }
  }

  @Test
  void whatOneSideEncryptsTheOtherDecrypts() throws IOException {
    Half client = client();
    Half server = server();
    shakeHands(client, server);
    byte[] large = new byte[1 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + (i >> 9));
    }
    client.send(large, server);
    assertThat(server.all()).isEqualTo(large);
    server.send(TEXT, client);
    assertThat(client.all()).isEqualTo(TEXT);
    client.engine.close();
    server.engine.close();
  }

  @Test
  void whatAServerHasToDoAfterItsOnlyFlightIsLight() throws IOException {
    Half client = client();
    Half server = server();
    assertThat(server.engine.nextIsLight()).isFalse();
    client.step(server);
    server.step(client);
    assertThat(server.engine.nextIsLight()).isTrue();
    assertThat(client.engine.nextIsLight()).isFalse();
    assertThat(client.step(server)).isTrue();
    assertThat(server.step(client)).isTrue();
    client.engine.close();
    server.engine.close();
    assertThat(server.engine.nextIsLight()).as("once closed").isFalse();
  }

  @Test
  void aKeyToAgreeOnOrACertificateToCheckIsNotLight() throws IOException {
    for (Tls tls :
        List.of(
            serverTls.withProtocols("TLSv1.2"),
            serverTls.withClientAuthentication(ClientAuthentication.WANT))) {
      Half client = client();
      var server = new Half(OpenSslEngines.create(tls, SERVER));
      client.step(server);
      server.step(client);
      assertThat(server.engine.nextIsLight()).isFalse();
      client.engine.close();
      server.engine.close();
    }
  }

  @Test
  void buffersOutsideOfTheHeapAreEncryptedToo() throws IOException {
    Half client = client();
    Half server = server();
    shakeHands(client, server);
    ByteBuffer direct = ByteBuffer.allocateDirect(100).put(TEXT).flip();
    client.engine.encrypt(direct, server.received::append);
    assertThat(server.all()).isEqualTo(TEXT);
    client.engine.close();
    server.engine.close();
  }

  @Test
  void aClosedEngineAnswersEveryCallAndKeepsItsSession() throws IOException {
    Half client = client();
    Half server = server();
    shakeHands(client, server);
    client.send(TEXT, server);
    server.engine.close();
    server.engine.close();
    assertThatThrownBy(server::all).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> server.send(TEXT, client)).isInstanceOf(ClosedChannelException.class);
    server.engine.closeOutput();
    server.engine.reply(_ -> {});
    assertThat(server.engine.session().protocol()).isEqualTo("TLSv1.3");
    Half unused = server();
    unused.engine.close();
    assertThatThrownBy(() -> unused.step(client)).isInstanceOf(IOException.class);
    client.engine.close();
  }

  @Test
  void aRecordThatWasChangedOnItsWayIsAnErrorAndOwesAnAlert() throws IOException {
    Half client = client();
    Half server = server();
    shakeHands(client, server);
    client.send(TEXT, server);
    byte[] record = server.received.take(server.received.size());
    record[record.length - 1] ^= 1;
    server.received.append(ByteBuffer.wrap(record));
    assertThatThrownBy(server::all).hasMessageContaining("bad record mac");
    assertThat(server.engine.owesReply()).isTrue();
    server.engine.reply(client.received::append);
    assertThatThrownBy(client::all).hasMessage("Received fatal alert: bad_record_mac");
    client.engine.close();
    server.engine.close();
  }

  /// All at once: if a call met freed memory, the JVM would most likely not survive this.
  @Test
  void closingWhileOthersReadAndWriteDoesNoHarm() throws Exception {
    for (int i = 0; i < 300; i++) {
      Half client = client();
      Half server = server();
      shakeHands(client, server);
      for (int record = 0; record < 50; record++) {
        client.send(TEXT, server);
      }
      var together = new CyclicBarrier(4);
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      threads.add(beside(together, server::all));
      threads.add(
          beside(
              together,
              () -> {
                for (int record = 0; record < 50; record++) {
                  server.engine.encrypt(ByteBuffer.wrap(new byte[3000]), _ -> {});
                }
              }));
      threads.add(beside(together, server.engine::closeOutput));
      threads.add(beside(together, server.engine::close));
      threads.forEach(Eventually::result);
      assertThatThrownBy(() -> server.send(TEXT, client))
          .isInstanceOf(ClosedChannelException.class);
      client.engine.close();
    }
  }

  @Test
  void closingInTheMiddleOfAHandshakeDoesNoHarm() throws Exception {
    for (int i = 0; i < 300; i++) {
      Half client = client();
      Half server = server();
      var together = new CyclicBarrier(2);
      var shaking = beside(together, () -> shakeHands(client, server));
      var closing =
          beside(
              together,
              () -> {
                server.engine.close();
                client.engine.close();
              });
      Eventually.result(shaking);
      Eventually.result(closing);
    }
  }

  /// OpenSSL refuses to encrypt meanwhile.
  @Test
  void whatIsWrittenBetweenThePartsOfATicketWaitsForTheRest() throws Exception {
    Half client = client();
    SSLEngine server = withSmallRecords();
    shakeHands(client, server);
    assertThat(records(client.received)).isGreaterThan(1);
    var content = new ReadBuffer();
    client.engine.decrypt(client.received, content);
    assertThat(client.engine.encryptWaits()).isTrue();
    var sent = new ReadBuffer();
    var writing = waiting(() -> client.engine.encrypt(ByteBuffer.wrap(TEXT), sent::append));
    client.all();
    assertThat(client.engine.encryptWaits()).isFalse();
    Eventually.result(writing);
    ByteBuffer plain = ByteBuffer.allocate(server.getSession().getApplicationBufferSize());
    server.unwrap(ByteBuffer.wrap(sent.take(sent.size())), plain);
    assertThat(plain.flip()).isEqualTo(ByteBuffer.wrap(TEXT));
    client.engine.close();
  }

  @Test
  void closingEndsTheWaitForTheRestOfATicket() throws Exception {
    Half client = client();
    shakeHands(client, withSmallRecords());
    client.engine.decrypt(client.received, new ReadBuffer());
    var writing = waiting(() -> client.engine.encrypt(ByteBuffer.wrap(TEXT), _ -> {}));
    client.engine.close();
    assertThat(Eventually.failure(writing)).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void theEndIsSaidOnlyAfterAllOfATicket() throws Exception {
    Half client = client();
    SSLEngine server = withSmallRecords();
    shakeHands(client, server);
    client.engine.decrypt(client.received, new ReadBuffer());
    var ending = waiting(client.engine::closeOutput);
    client.all();
    Eventually.result(ending);
    var sent = new ReadBuffer();
    client.engine.reply(sent::append);
    ByteBuffer plain = ByteBuffer.allocate(server.getSession().getApplicationBufferSize());
    server.unwrap(ByteBuffer.wrap(sent.take(sent.size())), plain);
    assertThat(server.isInboundDone()).isTrue();
    client.engine.close();
  }

  /// OpenSSL alone would take memory for all of it, and wait.
  @Test
  void aHandshakeMessageIsRejectedByItsLengthByBothProviders() throws Exception {
    byte[] begins = {22, 3, 1, 0, 4, 1, 0, (byte) 0x80, 1};
    Half client = client();
    Half server = server();
    server.received.append(ByteBuffer.wrap(begins));
    assertThatThrownBy(() -> server.step(client))
        .hasMessage("a handshake message of 32769 bytes, and at most 32768 are accepted");
    assertThat(client.received.take(client.received.size())).isEqualTo(TlsRecord.refusal());
    server.engine.close();
    var jdk = new Half(JdkEngines.create(serverTls.withProvider(TlsProvider.JDK), SERVER));
    jdk.received.append(ByteBuffer.wrap(begins));
    assertThatThrownBy(() -> jdk.step(client))
        .hasMessageContaining("(32769) exceeds the maximum allowed size (32768)");
    client.engine.close();
  }

  /// Runs it on a thread that is soon in the middle of a wait.
  private static CompletableFuture<Void> waiting(Action action) {
    var done = new CompletableFuture<Void>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                action.run();
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    Eventually.that(
        "it waits", () -> done.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
    return done;
  }

  /// A server of the JDK, which needs several records for a session ticket.
  private SSLEngine withSmallRecords() throws IOException {
    SSLEngine server = serverTls.context().createSSLEngine();
    server.setUseClientMode(false);
    SSLParameters parameters = server.getSSLParameters();
    parameters.setMaximumPacketSize(200);
    server.setSSLParameters(parameters);
    server.beginHandshake();
    return server;
  }

  private static void shakeHands(Half client, SSLEngine server) throws IOException {
    var toServer = new Half(client.engine);
    boolean clientDone = false;
    do {
      clientDone = clientDone || client.step(toServer);
      answer(server, toServer.received, client.received);
    } while (!clientDone || server.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING);
  }

  /// Takes what has come, until the client has to say something.
  private static void answer(SSLEngine server, ReadBuffer received, ReadBuffer sent)
      throws IOException {
    ByteBuffer none = ByteBuffer.allocate(0);
    ByteBuffer records = ByteBuffer.allocate(server.getSession().getPacketBufferSize());
    while (true) {
      switch (server.getHandshakeStatus()) {
        case NEED_TASK -> server.getDelegatedTask().run();
        case NEED_WRAP -> {
          server.wrap(none, records.clear());
          sent.append(records.flip());
        }
        default -> {
          if (!TlsRecord.isThere(received)) {
            return;
          }
          byte[] record = received.take(TlsRecord.length(received));
          server.unwrap(ByteBuffer.wrap(record), none);
        }
      }
    }
  }

  private static int records(ReadBuffer received) {
    var copy = new ReadBuffer();
    copy.append(ByteBuffer.wrap(received.array(), received.offset(), received.size()));
    int count = 0;
    for (; TlsRecord.isThere(copy); count++) {
      copy.skip(TlsRecord.length(copy));
    }
    return count;
  }

  private interface Action {
    void run() throws IOException;
  }

  /// What it throws because of the end is expected.
  private static CompletableFuture<Void> beside(CyclicBarrier together, Action action) {
    var done = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            together.await();
            action.run();
            done.complete(null);
          } catch (IOException e) {
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }
}
