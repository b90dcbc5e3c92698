package dev.heddle.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Client;
import dev.heddle.ClientAuthentication;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.KeyFiles;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.TlsProvider;
import dev.heddle.TlsSession;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What OpenSSL computes, beside the contract: keys, names, versions, and peers that use the JDK's.
@RequiresOpenSsl
class OpenSslTest {
  private static final Limits QUICK = Limits.DEFAULT.withLinger(Duration.ofMillis(50));
  private static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine(line);
        }
      };

  @TempDir Path folder;
  private final TestCertificate authority = TestCertificate.authority("Test CA");
  private Path ca;

  @BeforeEach
  void writesTheAuthority() {
    ca = authority.writeCertificate(folder.resolve("ca.crt"));
  }

  private KeyFiles keys(String name, TestCertificate certificate) {
    return KeyFiles.pem(
        certificate.writeChain(folder.resolve(name + ".crt")),
        certificate.writeKey(folder.resolve(name + ".key")));
  }

  private static Tls openSsl(KeyFiles... keys) {
    return Tls.of(keys).withProvider(TlsProvider.OPENSSL);
  }

  private Tls trusting(TlsProvider provider) {
    return Tls.trusting(ca).withProvider(provider);
  }

  private static Server serve(Tls tls) throws IOException {
    return Server.builder(ECHO).engine(Engine.threads()).limits(QUICK).tls(tls).start();
  }

  /// What a client sees after one exchange.
  private static TlsSession session(Tls tls, Server server) throws IOException {
    try (Client client = Client.builder().engine(Engine.threads()).limits(QUICK).tls(tls).build();
        Connection connection = client.connect("localhost", server.port())) {
      connection.writeLine("hello");
      assertThat(connection.readLine()).isEqualTo("hello");
      return connection.tls();
    }
  }

  private static String shown(Tls tls, Server server) {
    try {
      return subject(session(tls, server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String subject(TlsSession session) {
    return session.peerCertificates().getFirst().getSubjectX500Principal().getName();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, CN=a.example",
    "b.example, CN=b.example",
    "x.wild.example, CN=*.wild.example",
  })
  void aClientGetsTheCertificateOfTheNameThatItAsksFor(String name, String subject)
      throws IOException {
    try (Server server =
        serve(
            openSsl(
                keys("a", authority.issue("a.example")),
                keys("b", authority.issue("b.example")),
                keys("wild", authority.issue("*.wild.example"))))) {
      for (TlsProvider provider : TlsProvider.values()) {
        Tls client = trusting(provider).withServerName(name);
        assertThat(subject(session(client, server))).as("%s", provider).isEqualTo(subject);
      }
    }
  }

  @Test
  void aClientThatAsksForNoneOfTheNamesGetsTheFirst() throws IOException {
    try (Server server =
        serve(
            openSsl(
                keys("first", authority.issue("localhost", "127.0.0.1")),
                keys("b", authority.issue("b.example"))))) {
      Tls client = Tls.insecure().withProvider(TlsProvider.OPENSSL);
      assertThat(subject(session(client.withServerName("other.example"), server)))
          .isEqualTo("CN=localhost");
      TlsSession byAddress = session(client.withServerName("127.0.0.1"), server);
      assertThat(subject(byAddress)).isEqualTo("CN=localhost");
      assertThat(byAddress.serverName()).isNull();
    }
  }

  @Test
  void keysOfSeveralKindsForTheSameNameServeClientsOfEachKind() throws IOException {
    try (Server server =
        serve(
            openSsl(
                    keys("ec", authority.issue("localhost")),
                    keys("rsa", authority.issueOrder("localhost").keyType("RSA").make()))
                .withProtocols("TLSv1.2"))) {
      for (String kind : List.of("ECDSA", "RSA")) {
        String suite = "TLS_ECDHE_" + kind + "_WITH_AES_128_GCM_SHA256";
        for (TlsProvider provider : TlsProvider.values()) {
          Tls client = trusting(provider).withCipherSuites(suite);
          assertThat(session(client, server).cipherSuite()).isEqualTo(suite);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void everyKindOfKeyServesBothVersionsAndBothProviders(String kind) throws IOException {
    KeyFiles keys = keys("key", authority.issueOrder("localhost").keyType(kind).make());
    for (TlsProvider here : TlsProvider.values()) {
      try (Server server = serve(Tls.of(keys).withProvider(here))) {
        for (TlsProvider there : TlsProvider.values()) {
          for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            TlsSession seen = session(trusting(there).withProtocols(version), server);
            assertThat(seen.protocol()).isEqualTo(version);
            assertThat(subject(seen)).isEqualTo("CN=localhost");
          }
        }
      }
    }
  }

  @Test
  void aClientShowsItsCertificateAndItsChain() throws Exception {
    var intermediate = authority.issueOrder().subject("Intermediate").make();
    var seen = new CompletableFuture<TlsSession>();
    Tls tls =
        openSsl(keys("server", authority.issue("localhost")))
            .withTrust(ca)
            .withClientAuthentication(ClientAuthentication.NEED);
    try (Server server =
        Server.builder(connection -> seen.complete(connection.tls()))
            .engine(Engine.threads())
            .tls(tls)
            .start()) {
      Tls client = trusting(TlsProvider.OPENSSL).withKey(keys("client", intermediate.issue("me")));
      try (Client dialling = Client.builder().engine(Engine.threads()).tls(client).build();
          Connection connection = dialling.connect("localhost", server.port())) {
        assertThat(connection.readLine()).isNull();
      }
      assertThat(Eventually.result(seen).peerCertificates())
          .extracting(certificate -> certificate.getSubjectX500Principal().getName())
          .containsExactly("CN=me", "CN=Intermediate");
    }
  }

  @Test
  void aChainLargerThanALaneIsSentInPieces() throws IOException {
    TestCertificate last = authority;
    for (int i = 0; i < 90; i++) {
      last = last.issueOrder().subject("Intermediate " + i).make();
    }
    try (Server server = serve(openSsl(keys("long", last.issue("localhost"))))) {
      TlsSession seen = session(trusting(TlsProvider.OPENSSL), server);
      assertThat(seen.peerCertificates()).hasSizeGreaterThan(90);
    }
  }

  @Test
  void aCertificateForAnotherHostIsRejectedByName() throws IOException {
    try (Server server = serve(openSsl(keys("key", authority.issue("localhost", "127.0.0.1"))))) {
      Tls client = trusting(TlsProvider.OPENSSL);
      assertThat(subject(session(client.withServerName("127.0.0.1"), server)))
          .isEqualTo("CN=localhost");
      for (String other : List.of("127.0.0.2", "::1", "other.example")) {
        assertThatThrownBy(() -> session(client.withServerName(other), server))
            .isInstanceOf(SSLException.class)
            .hasMessageContaining("it is not for " + other);
      }
    }
  }

  @Test
  void anUntrustedCertificateIsRejectedUnlessAllAreAccepted() throws IOException {
    TestCertificate unknown = TestCertificate.authority("Unknown CA").issue("localhost");
    try (Server server = serve(openSsl(keys("key", unknown)))) {
      for (Tls client : List.of(Tls.trusting(ca), Tls.trustingJdk())) {
        assertThatThrownBy(() -> session(client.withProvider(TlsProvider.OPENSSL), server))
            .isInstanceOf(SSLException.class)
            .hasMessageContaining("certificate verify failed");
      }
      Tls careless = Tls.insecure().withProvider(TlsProvider.OPENSSL);
      assertThat(subject(session(careless, server))).isEqualTo("CN=localhost");
    }
  }

  @Test
  void newKeysServeNewConnectionsAndBadOnesReplaceNothing() throws Exception {
    KeyFiles keys = keys("key", authority.issueOrder("localhost").subject("one").make());
    Tls client = trusting(TlsProvider.JDK);
    try (Server server = serve(openSsl(keys));
        Client dialling = Client.builder().engine(Engine.threads()).tls(client).build();
        Connection before = dialling.connect("localhost", server.port())) {
      assertThat(subject(before.tls())).isEqualTo("CN=one");
      keys("key", authority.issueOrder("localhost").subject("two").make());
      Eventually.that("the new certificate is shown", () -> shown(client, server).equals("CN=two"));
      before.writeLine("still here");
      assertThat(before.readLine()).isEqualTo("still here");
    }
  }

  @Test
  void sessionsAreResumedUntilTheKeysChange() throws Exception {
    KeyFiles keys = keys("key", authority.issueOrder("localhost").subject("one").make());
    Tls client = trusting(TlsProvider.JDK); // resumes; one context for all
    try (Server server = serve(openSsl(keys))) {
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        Tls versioned = client.withProtocols(version);
        var _ = session(versioned, server);
        assertThat(subject(session(versioned, server))).isEqualTo("CN=one");
      }
      Path second = folder.resolve("second");
      Files.createDirectory(second);
      TestCertificate two = authority.issueOrder("localhost").subject("two").make();
      Files.move(
          two.writeKey(second.resolve("key.key")),
          folder.resolve("key.key"),
          StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          two.writeChain(second.resolve("key.crt")),
          folder.resolve("key.crt"),
          StandardCopyOption.REPLACE_EXISTING);
      Eventually.that(
          "an old ticket shows the new certificate", () -> shown(client, server).equals("CN=two"));
    }
  }

  @Test
  void namesThatOpenSslDoesNotKnowAreRejectedAtTheStart() {
    Tls tls = openSsl(keys("key", authority.issue("localhost")));
    for (Tls wrong :
        List.of(
            tls.withProtocols("TLSv1.1"),
            tls.withCipherSuites("TLS_NOT_THERE"),
            tls.withCipherSuites("TLS_ECDHE_NOT_WITH_THIS"))) {
      assertThatThrownBy(wrong::check)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("OpenSSL");
    }
  }

  @Test
  void keysInAContextOfTheJdkAreRejectedBeforeAnythingStarts() throws Exception {
    Tls ofContext = Tls.of(SSLContext.getDefault());
    assertThatThrownBy(() -> ofContext.withProvider(TlsProvider.OPENSSL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("come from an SSLContext, not from files");
    assertThat(ofContext.withProvider(TlsProvider.JDK).provider()).isEqualTo(TlsProvider.JDK);
  }
}
