package dev.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.ProxyHeader;
import dev.heddle.ProxyProtocol;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.TestCertificate;
import dev.heddle.services.Options;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTest {
  @TempDir Path folder;
  private final TestCertificate authority = TestCertificate.authority("Test CA");

  @Test
  void aPipePrintsTheAnswersAndEndsWell() throws IOException {
    try (Server numbers = start("numbers")) {
      assertThat(Run.heddleWithInput("1\n22\n", "connect", "127.0.0.1:" + numbers.port()))
          .isEqualTo(new Run(0, "2\n44\n", ""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines", "chunks"})
  void anInputThatCannotBeReadIsAnErrorAndNotTheConnections(String messages) throws IOException {
    try (Server numbers = start("numbers")) {
      var broken =
          new SequenceInputStream(new ByteArrayInputStream("1\n".getBytes(UTF_8)), new Broken());
      Run run =
          Run.heddleWithInput(broken, "connect", ":" + numbers.port(), "--messages", messages);
      assertThat(run.exitCode()).isOne();
      assertThat(run.err()).isEqualTo("heddle: cannot read the input: Is a directory\n");
    }
  }

  /// As a folder is.
  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("Is a directory");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines", "chunks"})
  void bytesThatAreNotUtf8AreSentAsTheyAre(String messages) throws Exception {
    byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, 'b'};
    var came = new CompletableFuture<byte[]>();
    try (Server server = Server.builder(c -> came.complete(c.input().readAllBytes())).start()) {
      Run run =
          Run.heddleWithInput(
              new ByteArrayInputStream(bytes),
              "connect",
              ":" + server.port(),
              "--messages",
              messages);
      assertThat(run.exitCode()).isZero();
      assertThat(came.get()).isEqualTo(bytes);
    }
  }

  @Test
  void aPromptWithoutANewlineIsPrintedToo() throws IOException {
    try (Server message = start("message")) {
      assertThat(Run.heddleWithInput("hi\n", "connect", ":" + message.port()))
          .isEqualTo(new Run(0, "Message: Received: hi\nMessage: ", ""));
    }
  }

  @Test
  void theServerMayEndFirst() throws IOException {
    try (Server daytime = start("daytime")) {
      Run run = Run.heddle("connect", "localhost:" + daytime.port());
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).hasLineCount(1);
    }
  }

  @Test
  void aHostMayBeAnIpv6Address() throws IOException {
    var address = new InetSocketAddress(InetAddress.getByName("::1"), 0);
    Handler hello = connection -> connection.writeLine("hello");
    try (Server server = Server.builder(hello).address(address).start()) {
      assertThat(Run.heddle("connect", "[::1]:" + server.port()).out()).isEqualTo("hello\n");
    }
  }

  @Test
  void nobodyThereIsToldInOneLine() throws IOException {
    try (var port = new DeafPort()) {
      Run run = Run.heddle("connect", port.address());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo(
              "heddle connect: cannot connect: " + port.address() + ": Connection refused\n");
    }
    assertThat(Run.heddle("connect", "nobody.invalid:1").err())
        .isEqualTo("heddle connect: cannot connect: there is no host nobody.invalid\n");
  }

  @Test
  void numberClientsEndWithAMessageWhenTheStreamDoes() throws IOException {
    Handler twice =
        connection -> {
          for (int i = 0; i < 2; i++) {
            connection.writeLine("got " + connection.readLine());
          }
        };
    try (Server server = Server.builder(twice).start()) {
      Run run =
          Run.heddle("connect", ":" + server.port(), "--numbers", "--threads", "2", "--pause", "0");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out().lines())
          .contains(
              "client 1: the server ended the stream", "client 2: the server ended the stream")
          .anyMatch(line -> line.matches("client 1: (\\d) -> got \\1"))
          .anyMatch(line -> line.matches("total: 4 answers in \\d+\\.\\d s"));
    }
  }

  @Test
  void numberClientsPrintTheirTotalsOnASignal() throws Exception {
    try (Server numbers = start("numbers");
        var clients =
            HeddleProcess.start(
                "connect",
                ":" + numbers.port(),
                "--numbers",
                "--threads",
                "3",
                "--pause",
                "10ms")) {
      String line;
      do {
        line = clients.nextLine();
      } while (!line.startsWith("answers per second: "));
      assertThat(clients.signal("INT").rest().getLast()).startsWith("total: ");
      assertThat(clients.exitCode()).isZero();
    }
  }

  @Test
  void aUnixDomainSocketStandsInPlaceOfHostAndPort() throws IOException {
    String path = folder.resolve("echo").toString();
    try (var _ = onUnix(path, null)) {
      assertThat(Run.heddleWithInput("hi\n", "connect", "unix:" + path))
          .isEqualTo(new Run(0, "hi\n", ""));
    }
    assertThat(Run.heddle("connect", "unix:" + path))
        .isEqualTo(
            new Run(
                1,
                "",
                "heddle connect: cannot connect: unix:" + path + ": No such file or directory\n"));
  }

  /// What listens there is on this machine.
  @Test
  void overTlsAUnixDomainSocketIsLocalhost() throws IOException {
    String path = folder.resolve("echo").toString();
    String ca = authority.writeCertificate(folder.resolve("ca.crt")).toString();
    try (var _ = onUnix(path, keys("localhost"))) {
      assertThat(Run.heddleWithInput("hi\n", "connect", "--tls", "--tls-ca", ca, "unix:" + path))
          .isEqualTo(new Run(0, "hi\n", ""));
    }
    try (var _ = onUnix(path, keys("example.org"))) {
      assertThat(
              Run.heddleWithInput("hi\n", "connect", "--tls", "--tls-ca", ca, "unix:" + path).err())
          .startsWith(
              "heddle connect: cannot connect: the server's certificate is for another host: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void theHeaderOfAProxyHasTheAddressesOfTheConnection(String version) throws IOException {
    try (Server server = behindProxy().start()) {
      String port = ":" + server.port();
      Run run = Run.heddle("connect", "127.0.0.1" + port, "--send-proxy", version);
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .matches(version + " /127\\.0\\.0\\.1:[0-9]+ /127\\.0\\.0\\.1" + port + "\n");
    }
  }

  @Test
  void theHeaderOfAProxyComesBeforeTls() throws IOException {
    String ca = authority.writeCertificate(folder.resolve("ca.crt")).toString();
    try (Server server = behindProxy().tls(keys("localhost")).start()) {
      Run run =
          Run.heddle(
              "connect",
              "localhost:" + server.port(),
              "--tls",
              "--tls-ca",
              ca,
              "--send-proxy",
              "v2");
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).startsWith("v2 /127.0.0.1:");
    }
  }

  @Test
  void onAUnixDomainSocketOnlyVersion2HasAddresses() throws IOException {
    String path = folder.resolve("socket").toString();
    try (var _ = behindProxy().address(UnixDomainSocketAddress.of(path)).start()) {
      assertThat(Run.heddle("connect", "unix:" + path, "--send-proxy", "v1").out())
          .isEqualTo("v1 null null\n");
      assertThat(Run.heddle("connect", "unix:" + path, "--send-proxy", "v2").out())
          .isEqualTo("v2  " + path + "\n");
    }
  }

  @Test
  void aServerBehindAProxyClosesWhatHasNoHeader() throws IOException {
    try (Server server = behindProxy().start()) {
      Run run = Run.heddleWithInput("hi\n", "connect", "127.0.0.1:" + server.port());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
    }
  }

  private static Server.Builder behindProxy() {
    Handler tells =
        connection -> {
          ProxyHeader header = Objects.requireNonNull(connection.proxyHeader());
          connection.writeLine(
              "v" + header.version() + " " + header.source() + " " + header.destination());
        };
    return Server.builder(tells).proxyProtocol(ProxyProtocol.required());
  }

  private Tls keys(String host) {
    TestCertificate own = authority.issue(host);
    Path certificate = own.writeChain(folder.resolve(host + ".crt"));
    return Tls.pem(certificate, own.writeKey(folder.resolve(host + ".key")));
  }

  private static Server onUnix(String path, @Nullable Tls tls) throws IOException {
    Handler echo =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeLine(line);
          }
        };
    return Server.builder(echo).tls(tls).address(UnixDomainSocketAddress.of(path)).start();
  }

  private static Server start(String name) throws IOException {
    Service service =
        Services.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    return service.tcp().apply(Options.DEFAULTS).start();
  }
}
