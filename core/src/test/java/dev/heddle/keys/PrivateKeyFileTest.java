package dev.heddle.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.KeyFilesException;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateKeyFileTest {
  private static final String PASSWORD = "correct horse";

  @TempDir Path folder;

  @BeforeEach
  void passwordFile() throws IOException {
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
  }

  /// Each makes the file `key` from `plain`, a key in PKCS#8.
  @ParameterizedTest
  @CsvSource({
    "pkcs8 -topk8 -nocrypt",
    "rsa -traditional",
    "rsa -traditional -aes256 -passout file:password",
    "rsa -traditional -des3 -passout file:password",
    "pkcs8 -topk8 -passout file:password",
    "pkcs8 -topk8 -v2 aes128 -v2prf hmacWithSHA1 -passout file:password",
    "pkcs8 -topk8 -v2 des3 -passout file:password",
    "pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout file:password",
    "pkcs8 -topk8 -scrypt -passout file:password"
  })
  void aKeyIsReadInEveryFormThatOpensslWritesForRsa(String form) throws IOException {
    Openssl.need();
    Openssl.run(folder, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out plain");

    Openssl.run(folder, form + " -in plain -out key");

    assertThat(read("key", PASSWORD)).isEqualTo(read("plain", null));
  }

  @ParameterizedTest
  @CsvSource({
    "prime256v1, ec",
    "secp384r1, ec",
    "secp521r1, ec",
    "prime256v1, ec -aes256 -passout file:password",
    "prime256v1, ec -no_public",
    "secp384r1, pkcs8 -topk8 -scrypt -passout file:password",
    "secp521r1, pkcs8 -topk8 -nocrypt"
  })
  void aKeyIsReadInEveryFormThatOpensslWritesForEllipticCurves(String curve, String form)
      throws IOException {
    Openssl.need();
    Openssl.run(
        folder, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:" + curve + " -out plain");

    Openssl.run(folder, form + " -in plain -out key");

    assertThat(number(read("key", PASSWORD))).isEqualTo(number(read("plain", null)));
  }

  /// Two encodings of one key may differ in whether they contain the public key.
  private static BigInteger number(PrivateKey key) {
    return ((ECPrivateKey) key).getS();
  }

  @Test
  void parametersBeforeAnEcKeyAreSkipped() throws IOException {
    Openssl.need();

    Openssl.run(folder, "ecparam -name prime256v1 -genkey -out key");

    assertThat(Files.readString(folder.resolve("key"))).startsWith("-----BEGIN EC PARAMETERS-----");
    assertThat(read("key", null).getAlgorithm()).isEqualTo("EC");
  }

  @ParameterizedTest
  @CsvSource({"EC, EC", "RSA, RSA", "Ed25519, EdDSA"})
  void keysOfTheJdkAreRead(String type, String algorithm) throws IOException {
    TestCertificate made = TestCertificate.order("localhost").keyType(type).make();
    made.writeKey(folder.resolve("key"));

    assertThat(read("key", null)).isEqualTo(made.key());
    assertThat(read("key", null).getAlgorithm()).isEqualTo(algorithm);
  }

  @Test
  void whatIsAroundTheBlocksIsIgnored() throws IOException {
    TestCertificate made = TestCertificate.selfSigned("localhost");
    write(
        "Bag Attributes\r\n    friendlyName: schlüssel - 1\r\n"
            + made.certificatePem().replace("\n", "\r\n")
            + "--- the key ---\r\n"
            + made.keyPem().replace("\n", "\r\n")
            + "-----\r\nthe end");

    assertThat(read("key", null)).isEqualTo(made.key());
  }

  @Test
  void aPlainKeyNeedsNoPasswordAndIgnoresOne() throws IOException {
    TestCertificate made = TestCertificate.selfSigned("localhost");
    made.writeKey(folder.resolve("key"));

    assertThat(read("key", PASSWORD)).isEqualTo(made.key());
  }

  @ParameterizedTest
  @CsvSource({
    "pkcs8 -topk8 -scrypt -passout file:password",
    "pkcs8 -topk8 -passout file:password",
    "ec -aes256 -passout file:password"
  })
  void aWrongOrMissingPasswordIsNamedAsTheCause(String form) {
    Openssl.need();
    Openssl.run(folder, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out plain");
    Openssl.run(folder, form + " -in plain -out key");

    for (int i = 0; i < 10; i++) { // a wrong password may pass the check of the padding
      String wrong = "wrong " + i;
      rejected("wrong password", () -> read("key", wrong));
    }
    rejected("the key is encrypted; a password is needed", () -> read("key", null));
  }

  @Test
  void anErrorSaysWhatIsInTheFileInstead() throws IOException {
    TestCertificate made = TestCertificate.selfSigned("localhost");

    write(made.certificatePem());
    rejected("no private key in it, but CERTIFICATE", () -> read("key", null));
    write("hello");
    rejected("no private key in it", () -> read("key", null));
    write("");
    rejected("the file is empty", () -> read("key", null));
    Files.write(folder.resolve("key"), made.key().getEncoded());
    rejected("no private key in it: it is binary, and PEM is needed", () -> read("key", null));
    write(made.keyPem().replace("\nM", "\n?"));
    rejected("a damaged private key in it", () -> read("key", null));
    write(made.keyPem().replace("\nM", "\nA"));
    rejected(
        "the private key is damaged, or of a kind that the JDK does not know",
        () -> read("key", null));
    write("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n");
    rejected("a damaged private key in it", () -> read("key", null));
    write("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----\n");
    rejected("a private key in an unknown form: OPENSSH PRIVATE KEY", () -> read("key", null));
  }

  @Test
  void anErrorSaysWhyAFileCannotBeRead() throws IOException {
    rejected("no such file", () -> read("key", null));
    Files.createDirectory(folder.resolve("key"));
    rejected("is a directory", () -> read("key", null));
    FileContent endless = FileContent.read(Path.of("/dev/zero"));
    assertThatThrownBy(endless::text).hasMessage("/dev/zero: the file is longer than 4 MiB");
  }

  @Test
  void withoutBouncyCastlePlainKeysAreReadAndTheErrorForOthersNamesIt() throws Exception {
    String plain = TestCertificate.selfSigned("localhost").keyPem();
    String other = plain.replace("PRIVATE KEY", "EC PRIVATE KEY");
    URL[] without =
        Stream.of(System.getProperty("java.class.path").split(":"))
            .filter(entry -> !entry.contains("bouncycastle"))
            .map(entry -> entry.endsWith(".jar") ? "file:" + entry : "file:" + entry + "/")
            .map(PrivateKeyFileTest::url)
            .toArray(URL[]::new);
    try (var loader = new URLClassLoader(without, ClassLoader.getPlatformClassLoader())) {
      Class<?> content = loader.loadClass(FileContent.class.getName());
      var constructor = content.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      var read =
          loader
              .loadClass(PrivateKeyFile.class.getName())
              .getDeclaredMethod("read", content, String.class);
      read.setAccessible(true);
      Path key = folder.resolve("key");

      assertThat(read.invoke(null, constructor.newInstance(key, plain, null), null)).isNotNull();
      assertThatThrownBy(() -> read.invoke(null, constructor.newInstance(key, other, null), null))
          .rootCause()
          .isInstanceOf(ClassNotFoundException.class);
      assertThatThrownBy(() -> read.invoke(null, constructor.newInstance(key, other, null), null))
          .cause()
          .hasMessageStartingWith(key + ": to read a key in the form EC PRIVATE KEY, add")
          .hasMessageContaining("org.bouncycastle:bcpkix-jdk18on");
    }
  }

  private static URL url(String text) {
    try {
      return URI.create(text).toURL();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("key"), text, StandardCharsets.UTF_8);
  }

  private PrivateKey read(String name, @Nullable String password) throws KeyFilesException {
    return PrivateKeyFile.read(FileContent.read(folder.resolve(name)), password);
  }

  private void rejected(String why, ThrowingCallable read) {
    assertThatThrownBy(read)
        .isInstanceOf(KeyFilesException.class)
        .hasMessage(folder.resolve("key") + ": " + why);
  }
}
