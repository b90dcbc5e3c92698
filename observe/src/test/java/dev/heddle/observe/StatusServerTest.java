package dev.heddle.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.http.AllowedHosts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusServerTest extends ObserverFixture {
  private Server echo;
  private Observer observer;
  private Web web;

  @BeforeEach
  void starts() throws IOException {
    echo = serve("echo", Engine.loops(1), ECHO);
    DatagramServer udp = serveUdp("echo");
    observer =
        closing(
            Observer.start(
                List.of(ObservedServer.of(echo), ObservedServer.of(udp)), Duration.ofSeconds(5)));
    web = new Web(page(null));
  }

  private int page(@Nullable String token) throws IOException {
    return page(observer, token).port();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private Socket client(String line) throws IOException {
    return answered(echo, line);
  }

  private Status status() throws IOException {
    return Json.MAPPER.readValue(web.get("/status.json").body(), Status.class);
  }

  @Test
  void theStatusListsServicesLoopsAndConnections() throws Exception {
    Socket client = client("hello");
    Await.that(() -> "a look at the loop", () -> observer.history().seconds().size() >= 1);
    Status status = status();
    assertThat(status.ready()).isTrue();
    assertThat(status.services())
        .extracting(Status.ServiceStatus::key)
        .containsExactly("echo/tcp", "echo/udp");
    Status.ServiceStatus tcp = status.services().getFirst();
    assertThat(tcp.engine()).isEqualTo("loops");
    assertThat(tcp.poller()).matches("io_uring|epoll|nio");
    assertThat(tcp.active()).isEqualTo(1);
    assertThat(tcp.accepted()).isEqualTo(1);
    assertThat(tcp.bytesIn()).isEqualTo(6);
    assertThat(status.loops()).hasSize(1);
    assertThat(status.open()).isEqualTo(1);
    Status.ConnectionStatus connection = status.connections().getFirst();
    assertThat(connection.service()).isEqualTo("echo");
    assertThat(connection.peer()).isEqualTo("127.0.0.1:" + client.getLocalPort());
    assertThat(connection.activity()).isEqualTo("READING");
    assertThat(connection.line()).startsWith("dev.heddle.observe.ObserverFixture.");
  }

  @Test
  void theStatusListsTheNodesOfACluster() throws Exception {
    assertThat(status().nodes()).isEmpty();
    var nodes =
        List.of(
            new Status.NodeStatus("chat", "a", "one 17", 3, true),
            new Status.NodeStatus("chat", "b", "two 18", 0, false));
    observer.showNodes(() -> nodes);
    assertThat(status().nodes()).isEqualTo(nodes);
  }

  @Test
  void onlyAsManyConnectionsAreListedAsRequested() throws Exception {
    client("a");
    client("b");
    Status status =
        Json.MAPPER.readValue(web.get("/status.json?connections=1&order=age").body(), Status.class);
    assertThat(status.connections()).hasSize(1);
    assertThat(status.open()).isEqualTo(2);
    assertThat(web.get("/status.json?order=size").status()).isEqualTo(400);
    assertThat(web.get("/status.json?order=size").body())
        .contains("order: not one of busy, idle, bytes, age: size");
    assertThat(web.get("/status.json?connections=many").status()).isEqualTo(400);
    assertThat(web.get("/status.json?connections=99999").status()).isEqualTo(400);
  }

  @Test
  void eventsComeAgainAndAgain() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), web.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      int events = 0;
      for (String line; events < 2 && (line = in.readLine()) != null; ) {
        if (line.startsWith("data: ")) {
          events++;
        }
      }
      assertThat(events).isEqualTo(2);
    }
  }

  @Test
  void theHistoryHasAValueForEachSecond() throws Exception {
    Await.that(() -> "two looks", () -> observer.history().seconds().size() >= 2);
    History history = Json.MAPPER.readValue(web.get("/history.json").body(), History.class);
    assertThat(history.series()).containsKeys("echo/tcp answers", "echo/udp in");
    assertThat(history.series().values())
        .allMatch(values -> values.size() == history.seconds().size());
  }

  @Test
  void aConnectionIsClosedByAPost() throws Exception {
    Socket client = client("hello");
    Socket other = client("other");
    long id =
        status().connections().stream()
            .filter(c -> c.peer().endsWith(":" + client.getLocalPort()))
            .findFirst()
            .orElseThrow()
            .id();
    assertThat(web.post("/connections/" + id + "/close", "").status()).isEqualTo(200);
    assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
    other.getOutputStream().write("x\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(other.getInputStream().readNBytes(2)).asString().isEqualTo("x\n");
    Await.that(() -> "counted", () -> echo.stats().closed().get(CloseReason.ABORTED) == 1);
    assertThat(web.post("/connections/" + id + "/close", "").status()).isEqualTo(404);
    assertThat(web.get("/connections/" + id + "/close").status()).isEqualTo(405);
  }

  @Test
  void otherSitesCannotCloseAConnection() throws Exception {
    client("hello");
    String close = "/connections/" + status().connections().getFirst().id() + "/close";
    assertThat(web.post(close, "", "Origin: http://evil.example").status()).isEqualTo(403);
    assertThat(web.post(close, "", "Origin: null").status()).isEqualTo(403);
    assertThat(web.post(close, "", "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
    assertThat(web.post(close, "", "Sec-Fetch-Site: same-site").status()).isEqualTo(403);
    assertThat(echo.stats().active()).isEqualTo(1);
    String own = "Origin: http://127.0.0.1:" + web.port();
    assertThat(web.post(close, "", own, "Sec-Fetch-Site: same-origin").status()).isEqualTo(200);
  }

  @Test
  void namesThatOthersHaveMadePointHereAreRefused() throws Exception {
    for (String path : List.of("/", "/status.json", "/events", "/metrics")) {
      assertThat(web.get(path, "Host: evil.example:7070").status()).as(path).isEqualTo(421);
    }
    assertThat(web.get("/", "Host: localhost:7070").status()).isEqualTo(200);
    assertThat(web.get("/", "Host: [::1]:7070").status()).isEqualTo(200);
    assertThat(web.get("/healthz", "Host: evil.example").status()).isEqualTo(200);
    var guarded = new Web(page("sesame"));
    assertThat(
            guarded.get("/metrics", "Host: evil.example", "Authorization: Bearer sesame").status())
        .isEqualTo(421);
    var proxied =
        closing(
            StatusServer.start(
                observer, loopback(0), null, AllowedHosts.LOCAL.with("status.example")));
    assertThat(new Web(proxied.port()).get("/metrics", "Host: status.example").status())
        .isEqualTo(200);
  }

  @Test
  void withATokenRequestsWithoutItGetNothing() throws Exception {
    var guarded = new Web(page("sesame"));
    for (String path : List.of("/status.json", "/events", "/metrics", "/history.json")) {
      assertThat(guarded.get(path).status()).as(path).isEqualTo(401);
    }
    assertThat(guarded.get("/status.json", "Authorization: Bearer sesame").status()).isEqualTo(200);
    assertThat(guarded.post("/connections/1/close", "").status()).isEqualTo(401);
    assertThat(guarded.get("/healthz").status()).isEqualTo(200);
    assertThat(guarded.get("/").head()).contains("Location: /login");
  }

  @Test
  void afterAWrongTokenNoOtherIsLookedAtForATime() throws Exception {
    for (String wrong : List.of("Authorization: Bearer wrong", "Cookie: heddle-status=wrong")) {
      var guarded = new Web(page("sesame"));
      assertThat(guarded.get("/metrics", wrong).status()).isEqualTo(401);
      for (String token : List.of("wrong", "sesame")) {
        Web.Reply reply = guarded.get("/metrics", "Authorization: Bearer " + token);
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.head()).containsPattern("Retry-After: [12]\\R");
      }
      assertThat(guarded.post("/login", "token=sesame").head()).contains("Location: /login#early");
      assertThat(guarded.get("/healthz").status()).isEqualTo(200);
      Await.that(
          () -> "the right token again",
          () -> {
            try {
              return guarded.get("/metrics", "Authorization: Bearer sesame").status() == 200;
            } catch (IOException e) {
              return false;
            }
          });
    }
  }

  @Test
  void aTokenThatCannotBeDecodedIsAWrongOne() throws Exception {
    var guarded = new Web(page("sesame"));
    try (var log = new LogCapture()) {
      assertThat(guarded.post("/login", "token=%").head()).contains("Location: /login#wrong");
      assertThat(guarded.post("/login", "token=%zz").head()).contains("Location: /login#early");
      assertThat(log.atLeast(Level.SEVERE)).isEmpty();
    }
  }

  @Test
  void aBrowserGetsInByTheTokenAndStaysInByACookie() throws Exception {
    var guarded = new Web(page("open sesame"));
    assertThat(guarded.get("/login").body()).contains("<form");
    String head = guarded.post("/login", "token=open+sesame").head();
    assertThat(head).contains("Location: /\r\n").contains("HttpOnly").doesNotContain("sesame");
    String cookie =
        head.lines().filter(l -> l.startsWith("Set-Cookie: ")).findFirst().orElseThrow();
    String pair = cookie.substring("Set-Cookie: ".length(), cookie.indexOf(';'));
    assertThat(guarded.get("/status.json", "Cookie: a=b; " + pair).status()).isEqualTo(200);
    assertThat(guarded.post("/login", "token=wrong").head()).contains("Location: /login#wrong");
  }

  @Test
  void onAUnixDomainSocketItServesLocalNamesWithoutAToken(@TempDir Path folder) throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("status.sock"));
    closing(StatusServer.start(observer, address, null));
    assertThat(ask(address, "GET /status.json HTTP/1.0\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(ask(address, "GET /status.json HTTP/1.0\r\nHost: example.org\r\n\r\n"))
        .startsWith("HTTP/1.1 421 ");
  }

  private static String ask(UnixDomainSocketAddress address, String request) throws IOException {
    try (var channel = SocketChannel.open(address)) {
      channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), US_ASCII);
    }
  }

  @Test
  void withoutATokenItStaysOnLoopback() {
    var everywhere = new InetSocketAddress("0.0.0.0", 0);
    assertThatThrownBy(() -> StatusServer.start(observer, everywhere, null))
        .hasMessage("a token is needed on an address that is not loopback: 0.0.0.0");
    assertThatThrownBy(() -> StatusServer.start(observer, loopback(0), " "))
        .hasMessage("the token is empty");
    assertThatThrownBy(() -> StatusServer.start(observer, loopback(web.port()), null))
        .isInstanceOf(BindException.class);
  }

  @Test
  void itIsNotReadyWhileAServiceDrains() throws Exception {
    assertThat(web.get("/readyz").status()).isEqualTo(200);
    Socket client = client("hello");
    client.getOutputStream().write("unfinished".getBytes(StandardCharsets.US_ASCII));
    Await.that(() -> "it came", () -> echo.stats().bytesIn() == 16);
    Thread drain =
        Thread.ofPlatform()
            .start(() -> {
              try {
                echo.drain(Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                // The test is over.
              }
            });
    Await.that(
        () -> "not ready",
        () -> {
          try {
            return web.get("/readyz").status() == 503;
          } catch (IOException e) {
            return false;
          }
        });
    assertThat(web.get("/healthz").status()).isEqualTo(200);
    assertThat(status().services().getFirst().state()).isEqualTo("DRAINING");
    client.close();
    drain.join();
  }

  private static String refused(String reason) {
    return "heddle_connections_refused_total{engine=\"loops\",protocol=\"tcp\",reason=\""
        + reason
        + "\",service=\"echo\"} 0.0";
  }

  private String metrics() {
    try {
      return web.get("/metrics").body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void metricsComeInTheFormatOfPrometheus() throws Exception {
    for (int i = 0; i < 20; i++) {
      client("hello");
    }
    String labels = "engine=\"loops\",protocol=\"tcp\",service=\"echo\"";
    String sent = "heddle_bytes_sent_total{" + labels + "} 120.0";
    Eventually.that("the last answer is counted", () -> metrics().contains(sent));
    Web.Reply reply = web.get("/metrics");
    assertThat(reply.head()).contains("Content-Type: text/plain; version=0.0.4");
    assertThat(reply.body())
        .contains("# TYPE heddle_connections_active gauge")
        .contains("heddle_connections_active{" + labels + "} 20.0")
        .contains("# TYPE heddle_bytes_received_total counter")
        .contains("heddle_bytes_received_total{" + labels + "} 120.0")
        .contains(sent)
        .contains("heddle_messages_received_total{" + labels + "} 20.0")
        .contains("heddle_connections_accepted_total{" + labels + "} 20.0")
        .contains(refused("full"), refused("address_full"), refused("address_rate"))
        .contains(
            "heddle_connections_closed_total{engine=\"loops\",protocol=\"tcp\",reason=\"idle\"")
        .contains("heddle_outbox_overflows_total{" + labels + "} 0.0")
        .contains("heddle_handler_failures_total{" + labels + "} 0.0")
        .contains("# TYPE heddle_handling_seconds histogram")
        .contains("heddle_handling_seconds_bucket{" + labels + ",le=\"+Inf\"}")
        .contains("heddle_handling_seconds_sum{" + labels + "}")
        .contains("heddle_loop_load_ratio{")
        .contains("heddle_loop_longest_stall_seconds{")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void metricsAreInTheOpenFormatIfTheClientAcceptsIt() throws Exception {
    Web.Reply reply =
        web.get("/metrics", "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(reply.head()).contains("Content-Type: application/openmetrics-text; version=1.0.0");
    assertThat(reply.body())
        .contains("# TYPE heddle_bytes_received counter")
        .contains("heddle_bytes_received_total{")
        .endsWith("# EOF\n");
  }

  // Many connections

  private Socket connect() throws IOException {
    return closing(new Socket(InetAddress.getLoopbackAddress(), web.port()));
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
  }

  private void assertAnswers() throws IOException {
    for (String path : List.of("/healthz", "/metrics", "/status.json")) {
      assertThat(web.get(path).status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void silentConnectionsShutNoClientOut() throws Exception {
    for (int i = 0; i < 300; i++) {
      connect();
    }
    assertAnswers();
  }

  @Test
  void connectionsWithHalfARequestShutNoClientOut() throws Exception {
    for (int i = 0; i < 300; i++) {
      connect().getOutputStream().write("GET /healthz HTTP/1.1\r\nHo".getBytes(US_ASCII));
    }
    assertAnswers();
  }

  @Test
  void keptConnectionsShutNoClientOutAndTheOldestIsClosedFirst() throws Exception {
    List<Socket> kept = new ArrayList<>();
    for (int i = 0; i < 140; i++) {
      Socket socket = connect();
      ask(socket, "/healthz");
      assertThat(socket.getInputStream().readNBytes(15)).asString().isEqualTo("HTTP/1.1 200 OK");
      kept.add(socket);
    }
    assertAnswers();
    Socket last = kept.getLast();
    last.getInputStream().skipNBytes(last.getInputStream().available());
    ask(last, "/readyz");
    assertThat(last.getInputStream().readNBytes(15)).asString().isEqualTo("HTTP/1.1 200 OK");
    assertThatThrownBy(() -> kept.getFirst().getInputStream().readAllBytes())
        .hasMessageContaining("reset");
  }

  @Test
  void eventStreamsAreNotClosedForOthersAndAreOnlySoMany() throws Exception {
    List<Socket> streams = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      Socket socket = connect();
      ask(socket, "/events");
      String status = new String(socket.getInputStream().readNBytes(12), US_ASCII);
      assertThat(status).isEqualTo(i < 32 ? "HTTP/1.1 200" : "HTTP/1.1 503");
      streams.add(socket);
    }
    for (int i = 0; i < 300; i++) {
      connect();
    }
    assertAnswers();
    streams.removeLast();
    for (Socket stream : streams) {
      assertThat(stream.getInputStream().readNBytes(2000)).hasSize(2000); // it goes on
    }
    streams.getFirst().close();
    Await.that(
        () -> "a place for a stream",
        () -> {
          try {
            Socket socket = connect();
            ask(socket, "/events");
            return new String(socket.getInputStream().readNBytes(12), US_ASCII).endsWith("200");
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void manyScrapesAtOnceAreAllAnswered() throws Exception {
    try (var scrapers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Web.Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        replies.add(scrapers.submit(() -> web.get("/metrics")));
      }
      for (Future<Web.Reply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(200);
        assertThat(reply.get().body()).contains("heddle_connections_active");
      }
    }
  }

  @Test
  void whatIsNotThereIsNotFoundAndWhatMayNotBeDoneIsRefused() throws Exception {
    assertThat(web.get("/nothing").status()).isEqualTo(404);
    assertThat(web.get("/../status.html").status()).isEqualTo(404);
    assertThat(web.post("/nothing", "").status()).isEqualTo(404);
    assertThat(web.post("/status.json", "").status()).isEqualTo(405);
    assertThat(web.send("DELETE", "/", "").status()).isEqualTo(405);
    assertThat(web.get("/").head()).contains("Content-Security-Policy: default-src 'none'");
  }
}
