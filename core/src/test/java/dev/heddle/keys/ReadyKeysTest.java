package dev.heddle.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.KeyFiles;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyKeysTest {
  @TempDir Path folder;
  private final TestCertificate authority = TestCertificate.authority("Test CA");
  private final List<KeyFiles> keys = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theNameThatAClientAsksForChoosesTheCertificate(String version) throws Exception {
    TestCertificate first = add(authority.issue("a.example"));
    TestCertificate second = add(authority.issue("b.example", "c.example"));

    assertThat(shown("a.example", version)).isEqualTo(first.certificate());
    assertThat(shown("b.example", version)).isEqualTo(second.certificate());
    assertThat(shown("C.EXAMPLE", version)).isEqualTo(second.certificate());
    assertThat(shown("other.example", version)).isEqualTo(first.certificate());
    assertThat(shown(null, version)).isEqualTo(first.certificate());
  }

  @Test
  void aWildcardStandsForOneLabel() throws Exception {
    TestCertificate first = add(authority.issue("a.example"));
    TestCertificate wild = add(authority.issue("*.b.example"));

    assertThat(shown("x.b.example", "TLSv1.3")).isEqualTo(wild.certificate());
    assertThat(shown("b.example", "TLSv1.3")).isEqualTo(first.certificate());
    assertThat(shown("x.y.b.example", "TLSv1.3")).isEqualTo(first.certificate());
  }

  @Test
  void anExactNameWinsOverAWildcard() throws Exception {
    add(authority.issue("*.b.example"));
    TestCertificate exact = add(authority.issue("x.b.example"));

    assertThat(shown("x.b.example", "TLSv1.3")).isEqualTo(exact.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientGetsTheKindOfKeyThatItUnderstands(String version) throws Exception {
    TestCertificate other = add(authority.issueOrder("b.example").keyType("RSA").make());
    TestCertificate curve = add(authority.issue("a.example"));
    TestCertificate rsa = add(authority.issueOrder("a.example").keyType("RSA").make());

    assertThat(shown("a.example", version, "ecdsa_secp256r1_sha256"))
        .isEqualTo(curve.certificate());
    assertThat(shown("a.example", version, "rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256"))
        .isIn(rsa.certificate(), curve.certificate());
    assertThat(shown("b.example", version, "ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"))
        .isEqualTo(other.certificate());
  }

  @Test
  void aKeyStoreWithSeveralKeysChoosesAmongThem() throws Exception {
    Path store = folder.resolve("all.p12");
    TestCertificate first = authority.issue("a.example");
    first.writeStore(store, "secret");
    keys.add(KeyFiles.keyStore(store, "secret"));
    TestCertificate second = add(authority.issue("b.example"));

    assertThat(shown("a.example", "TLSv1.3")).isEqualTo(first.certificate());
    assertThat(shown("b.example", "TLSv1.3")).isEqualTo(second.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientShowsTheCertificateThatTheServerTrusts(String version) throws Exception {
    Path trusted = authority.writeCertificate(folder.resolve("ca.crt"));
    add(authority.issue("localhost"));
    var server = KeyWatch.start(new Tls.FileKeys(keys, trusted, false));
    keys.clear();
    add(TestCertificate.authority("another CA").issue("a.client"));
    TestCertificate wanted = add(authority.issue("b.client"));
    var client = KeyWatch.start(new Tls.FileKeys(keys, trusted, false));

    try (var listening =
        (SSLServerSocket)
            server.loaded().context().getServerSocketFactory().createServerSocket(0)) {
      listening.setNeedClientAuth(true);
      var peer = CompletableFuture.supplyAsync(() -> peerOf(listening));
      try (var socket = connect(client, listening, version)) {
        socket.startHandshake();
        assertThat(Eventually.result(peer)).isEqualTo(wanted.certificate());
      }
    }
  }

  private static X509Certificate peerOf(SSLServerSocket listening) {
    try (var socket = (SSLSocket) listening.accept()) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private TestCertificate add(TestCertificate certificate) {
    int number = keys.size();
    keys.add(
        KeyFiles.pem(
            certificate.writeChain(
                folder.resolve(number + certificate.key().getAlgorithm() + ".crt")),
            certificate.writeKey(
                folder.resolve(number + certificate.key().getAlgorithm() + ".key"))));
    return certificate;
  }

  /// The certificate that a client sees which asks for this name.
  private X509Certificate shown(@Nullable String name, String version, String... schemes)
      throws IOException {
    var server = KeyWatch.start(new Tls.FileKeys(keys, null, false));
    var client = KeyWatch.start(new Tls.FileKeys(List.of(), null, true));
    try (var listening =
        (SSLServerSocket)
            server.loaded().context().getServerSocketFactory().createServerSocket(0)) {
      var done = CompletableFuture.runAsync(() -> serve(listening));
      try (var socket = connect(client, listening, version)) {
        var parameters = socket.getSSLParameters();
        if (name != null) {
          parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        if (schemes.length > 0) {
          parameters.setSignatureSchemes(
              Stream.concat(Stream.of(schemes), Stream.of("rsa_pkcs1_sha256"))
                  .toArray(String[]::new));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        Eventually.result(done);
        return shown;
      }
    }
  }

  private static SSLSocket connect(KeyWatch client, SSLServerSocket to, String version)
      throws IOException {
    var socket =
        (SSLSocket)
            client
                .loaded()
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", to.getLocalPort());
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private static void serve(SSLServerSocket listening) {
    try (var socket = (SSLSocket) listening.accept()) {
      socket.startHandshake();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
