package dev.heddle.observe.recipes;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.LengthPrefix;
import dev.heddle.ReadTimeoutException;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.TestCertificate;
import dev.heddle.fixtures.TestTls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesTest {

  @Test
  void framesAreAnswered() throws Exception {
    try (Server server = FramedProtocol.start(0);
        Client client = Client.builder().build();
        Connection connection = client.connect(server.address())) {
      connection.writeFrame(LengthPrefix.VARINT, new byte[] {1, 2, 3});
      assertThat(connection.readFrame(LengthPrefix.VARINT)).containsExactly(3, 2, 1);
    }
  }

  @Test
  void aWebServiceAnswersServesFilesSendsEventsAndTalks(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("index.html"), "hello");
    try (Server server = WebService.start(0, folder);
        HttpClient client = HttpClient.newHttpClient()) {
      String address = "127.0.0.1:" + server.port();
      HttpRequest.Builder to = HttpRequest.newBuilder(URI.create("http://" + address + "/length"));
      assertThat(client.send(to.POST(BodyPublishers.ofString("four")).build(), ofString()).body())
          .isEqualTo("4\n");
      assertThat(client.send(to.POST(BodyPublishers.noBody()).build(), ofString()).statusCode())
          .isEqualTo(400);
      assertThat(client.send(to.GET().build(), ofString()).statusCode()).isEqualTo(405);
      var home = HttpRequest.newBuilder(URI.create("http://" + address + "/")).build();
      assertThat(client.send(home, ofString()).body()).isEqualTo("hello");
      var clock = HttpRequest.newBuilder(URI.create("http://" + address + "/clock")).build();
      try (var lines = client.send(clock, BodyHandlers.ofLines()).body()) {
        assertThat(lines.findFirst()).contains("event: tick");
      }
      var heard = new CompletableFuture<String>();
      WebSocket talker =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://" + address + "/talk"), hearing(heard))
              .join();
      talker.sendText("hello, all", true).join();
      assertThat(heard.join()).isEqualTo("hello, all");
      talker.abort();
    }
  }

  private static WebSocket.Listener hearing(CompletableFuture<String> heard) {
    return new WebSocket.Listener() {
      @Override
      public @Nullable CompletionStage<?> onText(
          WebSocket socket, CharSequence text, boolean last) {
        heard.complete(text.toString());
        return null;
      }
    };
  }

  @Test
  void linesAreCountedByCallbacks() throws Exception {
    try (Server server = LineCallbacks.start(0);
        Client client = Client.builder().build();
        Connection connection = client.connect(server.address())) {
      connection.writeLine("a");
      connection.writeLine("x".repeat(70_000));
      connection.writeLine("b");
      assertThat(connection.readLine()).isEqualTo("1: a");
      assertThat(connection.readLine()).isEqualTo("error: line longer than 65536 bytes");
      assertThat(connection.readLine()).isEqualTo("2: b");
    }
  }

  @Test
  void aServerShowsTheCertificateOfItsFiles(@TempDir Path folder) throws Exception {
    TestCertificate authority = TestCertificate.authority("Test CA");
    TestCertificate made = authority.issue("localhost");
    made.writeChain(folder.resolve("tls.crt"));
    made.writeKey(folder.resolve("tls.key"));
    Path trusted = authority.writeCertificate(folder.resolve("ca.crt"));
    try (Server server = Secure.start(0, c -> c.writeLine("hello"), folder);
        Client client = Secure.client(trusted);
        Connection connection = client.connect("localhost", server.port())) {
      assertThat(connection.readLine()).isEqualTo("hello");
      assertThat(connection.tls().peerCertificates()).containsExactly(made.certificate());
    }
  }

  @Test
  void aDeviceWhoseHeartbeatIsMissingIsClosedAsIdle() throws Exception {
    try (Server server = Devices.start(0, Duration.ofMinutes(1), Duration.ofMillis(200));
        Client client = Client.builder().build();
        Connection device = client.connect(server.address())) {
      device.writeLine("ann");
      assertThat(device.readLine()).isEqualTo("welcome, ann");
      assertThat(device.readLine()).isNull();
      Eventually.that("closed as idle", () -> server.stats().idleCloses() == 1);
    }
  }

  @Test
  void aLineIsBroadcastAndAMemberMayBeRemoved() throws Exception {
    try (Server server = new Broadcast().start(0);
        Client client = Client.builder().build();
        Connection connection = client.connect(server.address())) {
      connection.writeLine("hello");
      assertThat(connection.readLine()).isEqualTo("hello");
      Broadcast.remove(connection);
      assertThat(connection.outbox().isClosed()).isTrue();
    }
  }

  @Test
  void aLateAnswerIsNotTakenForTheNextOne() throws Exception {
    var timedOut = new CountDownLatch(1);
    try (Server server =
            Server.builder(
                    connection -> {
                      for (String line; (line = connection.readLine()) != null; ) {
                        if (line.equals("slow")) {
                          timedOut.await();
                        }
                        connection.writeLine("answer to " + line);
                      }
                    })
                .start();
        var requests = new Requests(server.port(), Duration.ofMillis(300))) {
      assertThatThrownBy(() -> requests.ask("slow")).isInstanceOf(ReadTimeoutException.class);
      timedOut.countDown();
      assertThat(requests.ask("quick")).isEqualTo("answer to quick");
    }
  }

  @Test
  void aClientIsGreetedByItsCertificate() throws Exception {
    try (Server server = SecureLines.start(0, Tls.of(TestTls.server()));
        Client client = Client.builder().tls(Tls.of(TestTls.client())).build();
        Connection connection = client.connect("localhost", server.port())) {
      assertThat(connection.readLine()).isEqualTo("hello, CN=client");
    }
  }

  @Test
  void tlsStartsWhenTheClientAsksForIt() throws Exception {
    try (Server server =
            Server.builder(c -> SecureLines.serve(c, Tls.of(TestTls.server()))).start();
        Client client = Client.builder().build();
        Connection connection = client.connect("localhost", server.port())) {
      connection.writeLine("x");
      assertThat(connection.readLine()).isEqualTo("not in plain text");
      connection.writeLine("STARTTLS");
      assertThat(connection.readLine()).isEqualTo("go ahead");
      connection.startTls(Tls.of(TestTls.client()));
      connection.writeLine("x");
      assertThat(connection.readLine()).isEqualTo("ECHO: x");
    }
  }

  @Test
  void aServerThatStopsDrains() throws Exception {
    try (Server server = FramedProtocol.start(0)) {
      Kubernetes.stop(server);
      assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    }
  }

  @Test
  void theMetersAreThere() throws Exception {
    var spring = new SpringMetrics();
    var registry = new SimpleMeterRegistry();
    try (Server server = FramedProtocol.start(0);
        var observer = spring.observer(server);
        var metrics = spring.heddleMetrics(observer)) {
      metrics.bindTo(registry);
      assertThat(registry.get("heddle.connections.active").gauge().value()).isZero();
    }
  }
}
