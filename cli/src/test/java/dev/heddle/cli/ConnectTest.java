package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.services.Options;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ConnectTest {

  @Test
  void aPipePrintsTheAnswersAndEndsWell() throws IOException {
    try (Server numbers = start("numbers")) {
      assertThat(Run.heddleWithInput("1\n22\n", "connect", "127.0.0.1:" + numbers.port()))
          .isEqualTo(new Run(0, "2\n44\n", ""));
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

  private static Server start(String name) throws IOException {
    Service service =
        Services.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    return service.tcp().apply(Options.DEFAULTS).start();
  }
}
