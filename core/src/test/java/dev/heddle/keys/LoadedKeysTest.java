package dev.heddle.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.KeyFiles;
import dev.heddle.KeyFilesException;
import dev.heddle.Tls;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedKeysTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  private Path certificates;
  private Path key;

  @BeforeEach
  void files() {
    certificates = folder.resolve("tls.crt");
    key = folder.resolve("tls.key");
  }

  @Test
  void theKeysOwnCertificateComesFirstAndTheOthersInTheOrderOfTheirSignatures() throws IOException {
    TestCertificate root = TestCertificate.authority("root");
    TestCertificate upper = root.issueOrder().subject("upper").make();
    TestCertificate lower = upper.issueOrder().subject("lower").make();
    TestCertificate leaf = lower.issue("localhost");
    TestCertificate stranger = TestCertificate.authority("stranger");
    Files.writeString(
        certificates,
        stranger.certificatePem()
            + upper.certificatePem()
            + leaf.certificatePem()
            + lower.certificatePem());
    leaf.writeKey(key);

    Identity identity = load(KeyFiles.pem(certificates, key)).getFirst();

    assertThat(identity.chain())
        .containsExactly(leaf.certificate(), lower.certificate(), upper.certificate());
  }

  @Test
  void keyAndChainMayBeInOneFile() throws IOException {
    TestCertificate leaf = TestCertificate.authority("root").issue("localhost");
    Files.writeString(key, leaf.keyPem() + leaf.chainPem());

    assertThat(load(KeyFiles.pem(key, key)).getFirst().key()).isEqualTo(leaf.key());
  }

  @Test
  void aKeyStoreGivesKeyAndChain() throws IOException {
    TestCertificate leaf = TestCertificate.authority("root").issue("localhost");
    Path store = leaf.writeStore(folder.resolve("tls.p12"), "secret");

    Identity identity = load(KeyFiles.keyStore(store, "secret")).getFirst();

    assertThat(identity.key()).isEqualTo(leaf.key());
    assertThat(identity.chain()).isEqualTo(leaf.chain());
  }

  @Test
  void aKeyStoreOfOpensslIsRead() throws IOException {
    Openssl.need();
    TestCertificate leaf = TestCertificate.selfSigned("localhost");
    leaf.writeCertificate(certificates);
    leaf.writeKey(key);

    Openssl.run(
        folder, "pkcs12 -export -in tls.crt -inkey tls.key -out tls.p12 -passout pass:secret");

    assertThat(load(KeyFiles.keyStore(folder.resolve("tls.p12"), "secret")).getFirst().key())
        .isEqualTo(leaf.key());
  }

  @Test
  void anErrorSaysWhatIsWrongWithAKeyStore() throws IOException {
    TestCertificate leaf = TestCertificate.selfSigned("localhost");
    Path store = leaf.writeStore(folder.resolve("tls.p12"), "secret");

    rejected(store, "wrong password", KeyFiles.keyStore(store, "other"));
    leaf.writeKey(key);
    rejected(key, "not a key store in PKCS#12", KeyFiles.keyStore(key, "secret"));
    Path none = folder.resolve("none");
    rejected(none, "no such file", KeyFiles.keyStore(none, "secret"));
    Files.createFile(none);
    rejected(none, "the file is empty", KeyFiles.keyStore(none, "secret"));
  }

  @Test
  void aKeyOfAnotherCertificateIsRejected() throws IOException {
    for (String type : List.of("EC", "RSA", "Ed25519")) {
      TestCertificate.order("localhost").keyType(type).make().writeCertificate(certificates);
      TestCertificate.order("localhost").keyType(type).make().writeKey(key);

      rejected(
          key,
          "the private key belongs to no certificate in " + certificates,
          KeyFiles.pem(certificates, key));
    }
  }

  @Test
  void anExpiredCertificateIsRejected() throws IOException {
    Instant end = Instant.parse("2026-01-02T03:04:05Z");
    make(end.minus(HOUR), end);

    rejected(
        certificates,
        "the certificate of CN=localhost expired on 2026-01-02 03:04:05 UTC",
        KeyFiles.pem(certificates, key));
  }

  @Test
  void aCertificateThatIsNotYetValidIsRejected() throws IOException {
    Instant begin = Instant.parse("2096-01-02T03:04:05Z");
    make(begin, begin.plus(HOUR));

    rejected(
        certificates,
        "the certificate of CN=localhost is not valid before 2096-01-02 03:04:05 UTC",
        KeyFiles.pem(certificates, key));
  }

  @Test
  void anErrorSaysWhatIsWrongWithTheCertificates() throws IOException {
    TestCertificate leaf = TestCertificate.selfSigned("localhost");
    leaf.writeKey(key);
    KeyFiles files = KeyFiles.pem(certificates, key);

    rejected(certificates, "no such file", files);
    Files.createFile(certificates);
    rejected(certificates, "the file is empty", files);
    leaf.writeKey(certificates);
    rejected(certificates, "no certificate in it, but PRIVATE KEY", files);
    Files.writeString(certificates, leaf.certificatePem().replace("\nMI", "\nAA"));
    rejected(certificates, "a damaged certificate in it", files);
  }

  @Test
  void passwordsAreNotShown() {
    assertThat(KeyFiles.pem(certificates, key, "secret").toString()).doesNotContain("secret");
    assertThat(KeyFiles.keyStore(key, "secret").toString()).doesNotContain("secret");
  }

  @Test
  void anErrorSaysWhatIsWrongWithTheAuthorities() throws IOException {
    Path authorities = folder.resolve("ca.crt");
    var settings = new Tls.FileKeys(List.of(), authorities, false);

    assertThatThrownBy(() -> LoadedKeys.of(settings, LoadedKeys.read(settings), Instant.now()))
        .isInstanceOf(KeyFilesException.class)
        .hasMessage(authorities + ": no such file");
  }

  private void make(Instant from, Instant to) {
    TestCertificate made = TestCertificate.order("localhost").valid(from, to).make();
    made.writeCertificate(certificates);
    made.writeKey(key);
  }

  private static List<Identity> load(KeyFiles keys) throws KeyFilesException {
    var settings = new Tls.FileKeys(List.of(keys), null, false);
    return LoadedKeys.of(settings, LoadedKeys.read(settings), Instant.now()).identities();
  }

  private static void rejected(Path file, String why, KeyFiles keys) {
    assertThatThrownBy(() -> load(keys))
        .isInstanceOf(KeyFilesException.class)
        .hasMessage(file + ": " + why);
  }
}
