package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command over TLS, on both sides.
class TlsProcessTest {
  @TempDir Path folder;
  private final TestCertificate authority = TestCertificate.authority("Test CA");
  private String ca;
  private String certificate;
  private String key;

  @BeforeEach
  void files() {
    TestCertificate server = authority.issue("localhost", "127.0.0.1");
    ca = authority.writeCertificate(folder.resolve("ca.crt")).toString();
    certificate = server.writeChain(folder.resolve("tls.crt")).toString();
    key = server.writeKey(folder.resolve("tls.key")).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "threads", "virtual", "loops"})
  void aServiceSpeaksTlsOnEveryEngineThatCarriesIt(String engine) throws Exception {
    try (var heddle = serve("echo", "--port", "0", "--engine", engine)) {
      List<String> table = heddle.awaitListening();
      int port = HeddleProcess.port(table.get(1));
      assertThat(table.get(1)).endsWith("heddle connect --tls 127.0.0.1:" + port);
      assertThat(table).noneMatch(row -> row.contains(" udp"));

      assertThat(
              Run.heddleWithInput("hi\n", "connect", "--tls", "--tls-ca", ca, "localhost:" + port))
          .isEqualTo(new Run(0, "ECHO: hi\n", ""));
      assertThat(Run.heddleWithInput("hi\n", "connect", "--tls", "--insecure", ":" + port).out())
          .isEqualTo("ECHO: hi\n");
      Run stranger = Run.heddleWithInput("hi\n", "connect", "--tls", "localhost:" + port);
      assertThat(stranger.exitCode()).isEqualTo(1);
      assertThat(stranger.err())
          .isEqualTo(
              "heddle connect: cannot connect: the server's certificate is not signed by a trusted"
                  + " authority; --tls-ca FILE trusts another one, --insecure accepts any"
                  + " certificate\n");
    }
  }

  @Test
  void aServiceOnAUnixDomainSocketSpeaksTlsAsLocalhost() throws Exception {
    String target = "unix:" + folder.resolve("echo.sock");
    try (var heddle = serve("echo:" + target, "--prefix", "")) {
      assertThat(heddle.awaitListening().get(1)).endsWith("heddle connect --tls " + target);

      assertThat(Run.heddleWithInput("hi\n", "connect", "--tls", "--tls-ca", ca, target))
          .isEqualTo(new Run(0, "hi\n", ""));
      Run run = load("tls://" + target);
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
  }

  @Test
  @RequiresOpenSsl
  void bothSidesUseOpenSslIfTheyAreToldTo() throws Exception {
    try (var heddle = serve("echo", "--port", "0", "--tls-provider", "openssl")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      assertThat(
              Run.heddleWithInput(
                  "hi\n",
                  "connect",
                  "--tls",
                  "--tls-ca",
                  ca,
                  "--tls-provider",
                  "openssl",
                  "localhost:" + port))
          .isEqualTo(new Run(0, "ECHO: hi\n", ""));
      assertThat(Run.heddleWithInput("hi\n", "connect", "--tls", "--insecure", ":" + port).out())
          .isEqualTo("ECHO: hi\n");
      Run stranger =
          Run.heddleWithInput(
              "hi\n", "connect", "--tls", "--tls-provider", "openssl", "localhost:" + port);
      assertThat(stranger.err()).contains("is not signed by a trusted authority; --tls-ca FILE");
    }
  }

  @Test
  void aProviderWithoutACertificateIsRejected() {
    assertThat(Run.heddle("serve", "--tls-provider", "openssl", "echo").err())
        .contains("--tls-provider requires --tls-cert");
  }

  @Test
  void servicesThatAreNotOnUdpForTlsAreNamedInOneLine() throws Exception {
    try (var heddle = serve("echo:0", "chat:0", "reverse:0")) {
      heddle.awaitListening();
      assertThat(heddle.signal("TERM").complaints().lines())
          .filteredOn(line -> line.contains("UDP"))
          .singleElement()
          .asString()
          .endsWith("not on UDP, which has no TLS: echo, reverse");
    }
  }

  @Test
  void anEngineThatCanCarryNoServiceIsRejected() {
    Run run =
        Run.heddle(
            "serve",
            "--engine",
            "selector",
            "--tls-cert",
            certificate,
            "--tls-key",
            key,
            "--no-status",
            "--port",
            "0");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("the selector engine does not support TLS");
  }

  @Test
  void webIsServedAndLoadedOverHttps() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "hi");
    try (var heddle = serve("web", "--root", folder.toString(), "--port", "0")) {
      String row = heddle.awaitListening().get(1);
      int port = HeddleProcess.port(row);
      assertThat(row).endsWith("https://127.0.0.1:" + port + "/");

      Run run = load("https://localhost:" + port + "/a.txt");

      assertThat(run.exitCode()).as(run.err()).isZero();
    }
  }

  @Test
  void linesAreLoadedOverTls() throws Exception {
    try (var heddle = serve("echo", "--port", "0", "--prefix", "")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));

      Run run = load("tls://localhost:" + port);

      assertThat(run.exitCode()).as(run.err()).isZero();
    }
  }

  private Run load(String target) {
    return Run.heddle("load", target, "--tls-ca", ca, "--requests", "200", "--connections", "4");
  }

  @Test
  void clientsWithoutACertificateAreRejectedIfOneIsAskedFor() throws Exception {
    TestCertificate client = authority.issue("client");
    String own = client.writeChain(folder.resolve("client.crt")).toString();
    String ownKey = client.writeKey(folder.resolve("client.key")).toString();
    try (var heddle = serve("echo", "--port", "0", "--tls-client-ca", ca)) {
      String target = ":" + HeddleProcess.port(heddle.awaitListening().get(1));

      Run known =
          Run.heddleWithInput(
              "hi\n",
              "connect",
              "--tls",
              "--tls-ca",
              ca,
              "--tls-cert",
              own,
              "--tls-key",
              ownKey,
              target);
      Run unknown = Run.heddleWithInput("hi\n", "connect", "--tls", "--tls-ca", ca, target);

      assertThat(known).isEqualTo(new Run(0, "ECHO: hi\n", ""));
      assertThat(unknown.exitCode()).isEqualTo(1);
      assertThat(unknown.out()).isEmpty();
    }
  }

  @Test
  void aKeyStoreWithItsPasswordInAFileIsTaken() throws Exception {
    authority.issue("localhost").writeStore(folder.resolve("tls.p12"), "se cret");
    Path password = Files.writeString(folder.resolve("password"), "se cret\n");
    try (var heddle =
        HeddleProcess.start(
            "serve",
            "echo:0",
            "--tls-cert",
            folder.resolve("tls.p12").toString(),
            "--tls-key-password-file",
            password.toString())) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));

      assertThat(
              Run.heddleWithInput("hi\n", "connect", "--tls", "--tls-ca", ca, "localhost:" + port))
          .isEqualTo(new Run(0, "ECHO: hi\n", ""));
    }
  }

  @Test
  void newFilesAreServedWithoutARestart() throws Exception {
    TestCertificate other = TestCertificate.authority("other CA");
    String otherCa = other.writeCertificate(folder.resolve("other.crt")).toString();
    try (var heddle = serve("echo", "--port", "0")) {
      String target = "localhost:" + HeddleProcess.port(heddle.awaitListening().get(1));
      TestCertificate made = other.issue("localhost");
      made.writeChain(Path.of(certificate));
      made.writeKey(Path.of(key));

      Eventually.that(
          "the new certificate is served",
          () ->
              Run.heddleWithInput("hi\n", "connect", "--tls", "--tls-ca", otherCa, target)
                  .out()
                  .equals("ECHO: hi\n"));
    }
  }

  @Test
  void whatIsWrongWithAFileIsSaidInOneLine() throws IOException {
    String none = folder.resolve("none").toString();
    String strange = TestCertificate.selfSigned("x").writeKey(folder.resolve("x.key")).toString();

    rejected(
        "cannot use TLS: " + none + ": no such file", "--tls-cert", certificate, "--tls-key", none);
    rejected(
        "cannot use TLS: "
            + strange
            + ": the private key belongs to no certificate in "
            + certificate,
        "--tls-cert",
        certificate,
        "--tls-key",
        strange);
    rejected(
        "cannot use TLS: " + certificate + ": no private key in it, but CERTIFICATE",
        "--tls-cert",
        certificate);
    rejected("--tls-key requires --tls-cert", "--tls-key", key);
    rejected("--tls-client-ca requires --tls-cert", "--tls-client-ca", ca);
    rejected(
        "--tls-cert is given 1 times and --tls-key 2 times; each certificate needs its key",
        "--tls-cert",
        certificate,
        "--tls-key",
        key,
        "--tls-key",
        key);
    rejected("--tls-cert a.p12 needs --tls-key-password-file", "--tls-cert", "a.p12");
    rejected(
        "--tls-key-password-file: cannot read " + none + ": No such file or directory",
        "--tls-cert",
        certificate,
        "--tls-key-password-file",
        none);
  }

  private static void rejected(String why, String... options) {
    var arguments = new ArrayList<>(List.of("serve", "echo:0"));
    arguments.addAll(List.of(options));
    assertThat(Run.heddle(arguments.toArray(String[]::new)))
        .isEqualTo(new Run(2, "", "heddle serve: " + why + "\n"));
  }

  private HeddleProcess serve(String service, String... options) throws IOException {
    var arguments =
        new ArrayList<>(List.of("serve", service, "--tls-cert", certificate, "--tls-key", key));
    arguments.addAll(List.of(options));
    return HeddleProcess.start(arguments.toArray(String[]::new));
  }
}
