package dev.heddle.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.ClientAuthentication;
import dev.heddle.Tls;
import dev.heddle.fixtures.TestTls;
import dev.heddle.transport.ReadBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// Engines in memory, two of which shake hands.
class JdkEngineTest {
  private static final Tls SERVER = Tls.of(TestTls.server());
  private static final Tls CLIENT = Tls.of(TestTls.client());

  private final ReadBuffer toServer = new ReadBuffer();
  private final ReadBuffer toClient = new ReadBuffer();

  private static TlsEngine server(Tls tls) throws IOException {
    return JdkEngines.create(tls, TlsSide.server(HandshakeListener.NONE));
  }

  private static TlsEngine client(Tls tls) throws IOException {
    var address = InetSocketAddress.createUnresolved("localhost", 1);
    return JdkEngines.create(tls, TlsSide.client(address));
  }

  private static boolean step(TlsEngine engine, ReadBuffer received, ReadBuffer peers)
      throws IOException {
    var flight = new ByteArrayOutputStream();
    boolean done = engine.shakeHands(received, flight);
    peers.append(ByteBuffer.wrap(flight.toByteArray()));
    return done;
  }

  @Test
  void whatAServerHasToDoAfterItsOnlyFlightIsLight() throws IOException {
    TlsEngine server = server(SERVER);
    TlsEngine client = client(CLIENT);
    assertThat(server.nextIsLight()).isFalse();
    step(client, toClient, toServer);
    step(server, toServer, toClient);
    assertThat(server.nextIsLight()).isTrue();
    assertThat(client.nextIsLight()).isFalse();
    assertThat(step(client, toClient, toServer)).isTrue();
    assertThat(step(server, toServer, toClient)).isTrue();
  }

  @Test
  void aKeyToAgreeOnOrACertificateToCheckIsNotLight() throws IOException {
    assertThat(lightAfterFirstFlight(SERVER.withProtocols("TLSv1.2"))).isFalse();
    assertThat(lightAfterFirstFlight(SERVER.withClientAuthentication(ClientAuthentication.WANT)))
        .isFalse();
  }

  private boolean lightAfterFirstFlight(Tls tls) throws IOException {
    TlsEngine server = server(tls);
    TlsEngine client = client(CLIENT);
    step(client, toClient, toServer);
    step(server, toServer, toClient);
    toClient.clear();
    toServer.clear();
    return server.nextIsLight();
  }
}
