package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.heddle.Client;
import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.HandshakeFailure;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.TestCertificate;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The meters over time: collections, loops and servers that come and go.
class MetricsTest extends ObserverFixture {

  private Server serve(String name, Engine engine) throws IOException {
    return serve(name, engine, ECHO);
  }

  private Observer watch(Server... servers) {
    List<ObservedServer> targets = new ArrayList<>();
    for (Server server : servers) {
      targets.add(ObservedServer.of(server));
    }
    return closing(
        Observer.start(List.copyOf(targets), Duration.ofHours(1), Duration.ofMillis(50)));
  }

  private Web page(Observer observer) throws IOException {
    return new Web(page(observer, null).port());
  }

  private void talk(Server server, String line) throws IOException {
    answered(server, line);
  }

  /// Collects until something that was garbage before is gone.
  private static void collectGarbage() {
    var garbage = new WeakReference<>(new Object());
    Await.that(
        () -> "a collection",
        () -> {
          System.gc();
          return garbage.get() == null;
        });
  }

  private static Map<String, Double> values(String scraped) {
    Map<String, Double> values = new LinkedHashMap<>();
    scraped
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          String value = line.substring(space + 1);
          values.put(
              line.substring(0, space),
              value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
        });
    return values;
  }

  @Test
  void aCollectionBetweenTwoScrapesSilencesNoMetric() throws Exception {
    Server echo = serve("echo", Engine.loops(1));
    Web web = page(watch(echo));
    talk(echo, "hello");
    Map<String, Double> before = values(web.get("/metrics").body());
    for (int i = 0; i < 3; i++) {
      collectGarbage();
    }
    for (int i = 0; i < 40; i++) {
      talk(echo, "hello");
    }
    Map<String, Double> after = values(web.get("/metrics").body());
    assertThat(after.keySet()).containsAll(before.keySet());
    before.forEach((metric, value) -> {
      if (!value.isNaN()) {
        assertThat(after.get(metric)).as(metric).isNotNaN();
      }
    });
    String labels = "{engine=\"loops\",protocol=\"tcp\",service=\"echo\"}";
    assertThat(after)
        .containsEntry("heddle_connections_active" + labels, 41.0)
        .containsEntry("heddle_connections_accepted_total" + labels, 41.0)
        .containsEntry("heddle_messages_received_total" + labels, 41.0)
        .containsEntry("heddle_messages_sent_total" + labels, 41.0)
        .containsEntry("heddle_bytes_received_total" + labels, 246.0)
        .containsEntry("heddle_bytes_sent_total" + labels, 246.0);
    assertThat(after.get("heddle_handling_seconds_count" + labels))
        .isGreaterThanOrEqualTo(before.get("heddle_handling_seconds_count" + labels));
    assertThat(after.get("process_uptime_seconds"))
        .isGreaterThan(before.get("process_uptime_seconds"));
  }

  @Test
  void handshakesAndTheLifeOfACertificateAreMeasured(@TempDir Path folder) throws Exception {
    Instant end = Instant.now().plus(Duration.ofDays(10));
    TestCertificate made =
        TestCertificate.order("localhost").valid(Instant.now().minusSeconds(60), end).make();
    Path certificate = made.writeCertificate(folder.resolve("tls.crt"));
    Tls tls = Tls.pem(certificate, made.writeKey(folder.resolve("tls.key")));
    Server echo = closing(Server.builder(ECHO).name("echo").limits(QUICK).tls(tls).start());
    Client client = closing(Client.builder().tls(Tls.trusting(certificate)).build());
    Web web = page(watch(echo));

    client.connect("localhost", echo.port()).close();
    client(echo, "GET / HTTP/1.1\r\n\r\n").getInputStream().readAllBytes();

    String labels = "{engine=\"virtual\",protocol=\"tcp\",";
    String first =
        "heddle_tls_handshakes_total" + labels + "result=\"completed\",service=\"echo\",";
    String plain =
        "heddle_tls_handshakes_total" + labels + "result=\"plain_text\",service=\"echo\",";
    Await.that(
        () -> "both handshakes counted",
        () ->
            echo.handshakes().completed().containsKey("TLSv1.3")
                && echo.handshakes().failed().containsKey(HandshakeFailure.PLAIN_TEXT));
    Map<String, Double> values = values(web.get("/metrics").body());
    assertThat(values)
        .containsEntry(first + "version=\"TLSv1.2\"}", 0.0)
        .containsEntry("heddle_tls_handshake_seconds_count" + labels + "service=\"echo\"}", 1.0);
    assertThat(values.get("heddle_tls_certificate_expiry_seconds" + labels + "service=\"echo\"}"))
        .isBetween(10 * 86_400 - 600.0, 10 * 86_400.0);
  }

  @Test
  void aServerInPlainTextHasNoMetersOfTls() throws Exception {
    Web web = page(watch(serve("echo", Engine.virtual())));

    assertThat(web.get("/metrics").body()).doesNotContain("heddle_tls_");
  }

  @Test
  void theMetersOfAnyRegistryOutliveTheObjectThatRegisteredThem() throws Exception {
    Server echo = serve("echo", Engine.loops(1));
    var registry = new SimpleMeterRegistry();
    new Metrics(watch(echo)).bindTo(registry);
    collectGarbage();
    talk(echo, "hello");
    for (Meter meter : registry.getMeters()) {
      for (Measurement measurement : meter.measure()) {
        assertThat(measurement.getValue()).as(meter.getId().toString()).isNotNaN();
      }
    }
    assertThat(registry.get("heddle.messages.sent").functionCounter().count()).isEqualTo(1);
    assertThat(registry.get("heddle.connections.active").gauge().value()).isEqualTo(1);
    assertThat(registry.get("heddle.loop.threads").gauge().value()).isEqualTo(1);
  }

  @Test
  void loopsThatComeAndGoHaveTheirMetersMeanwhile() throws Exception {
    Engine engine = Engine.loops(1);
    Server first = serve("first", engine);
    var registry = new SimpleMeterRegistry();
    new Metrics(watch(first)).bindTo(registry);
    String before = registry.get("heddle.loop.load").gauge().getId().getTag("loop");
    first.close();
    Await.that(
        () -> "no loop any more", () -> registry.find("heddle.loop.threads").gauges().isEmpty());
    serve("second", engine);
    Await.that(
        () -> "the new loop's meters",
        () -> registry.find("heddle.loop.longest.stall").gauges().size() == 1);
    assertThat(registry.get("heddle.loop.load").gauge().getId().getTag("loop"))
        .isNotEqualTo(before);
  }

  @Test
  void closedMetricsLeaveTheRegistryToThoseThatFollow() throws Exception {
    Engine engine = Engine.loops(1);
    Server first = serve("echo", engine);
    var registry = new SimpleMeterRegistry();
    var metrics = new Metrics(watch(first));
    metrics.bindTo(registry);
    talk(first, "hello");
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
    first.close();
    Server second = serve("echo", engine);
    new Metrics(watch(second)).bindTo(registry);
    talk(second, "a");
    talk(second, "b");
    assertThat(registry.get("heddle.messages.sent").functionCounter().count()).isEqualTo(2);
    metrics.close();
    assertThat(registry.getMeters()).isNotEmpty();
  }

  @Test
  void refusalsAreCountedByReason() throws Exception {
    Limits one = Limits.DEFAULT.withMaxConnectionsPerAddress(1);
    Server echo = closing(Server.builder(ECHO).engine(Engine.virtual()).limits(one).start());
    DatagramServer udp =
        closing(DatagramServer.builder(request -> request.reply(request.payload())).start());
    Observer observer =
        closing(
            Observer.start(
                List.of(ObservedServer.of(echo), ObservedServer.of(udp)),
                Duration.ofHours(1),
                Duration.ofMillis(50)));
    talk(echo, "hello");
    Socket second = closing(new Socket(InetAddress.getLoopbackAddress(), echo.port()));
    awaitEnd(second);
    var registry = new SimpleMeterRegistry();
    new Metrics(observer).bindTo(registry);
    assertThat(counts(registry, "heddle.connections.refused"))
        .containsOnly(entry("full", 0.0), entry("address_full", 1.0), entry("address_rate", 0.0));
    assertThat(counts(registry, "heddle.datagrams.refused"))
        .containsOnly(entry("service_port", 0.0), entry("peer_rate", 0.0));
    assertThat(page(observer).get("/status.json").body()).contains("\"ADDRESS_FULL\":1");
  }

  private static void awaitEnd(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      // Also an end.
    }
  }

  private static Map<String, Double> counts(SimpleMeterRegistry registry, String name) {
    Map<String, Double> counts = new LinkedHashMap<>();
    for (FunctionCounter counter : registry.get(name).functionCounters()) {
      counts.put(counter.getId().getTag("reason"), counter.count());
    }
    return counts;
  }

  @Test
  void serversOfOneNameAreDistinguished() throws Exception {
    Server first = serve("server", Engine.virtual());
    Server second = serve("server", Engine.virtual());
    Observer observer = watch(first, second);
    talk(second, "hello");
    assertThat(page(observer).get("/metrics").body())
        .contains(
            "heddle_messages_sent_total{engine=\"virtual\",protocol=\"tcp\",service=\"server\"}"
                + " 0.0")
        .contains(
            "heddle_messages_sent_total{engine=\"virtual\",protocol=\"tcp\",service=\"server-2\"}"
                + " 1.0");
    assertThat(observer.status(ConnectionOrder.BUSY, 10).services())
        .extracting(Status.ServiceStatus::key)
        .containsExactly("server/tcp", "server-2/tcp");
  }

  @Test
  void aNameMayHaveQuotesAndLineBreaks() throws Exception {
    Server odd = serve("a \"quoted\\\" name\nof two lines", Engine.virtual());
    Web web = page(watch(odd));
    talk(odd, "hello");
    for (String accept : List.of("text/plain", "application/openmetrics-text")) {
      Web.Reply reply = web.get("/metrics", "Accept: " + accept);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body())
          .contains("service=\"a \\\"quoted\\\\\\\" name\\nof two lines\"} 1.0")
          .doesNotContain("\nof two lines");
    }
    Status status = Json.MAPPER.readValue(web.get("/status.json").body(), Status.class);
    assertThat(status.services().getFirst().name()).isEqualTo(odd.name());
  }

  @Test
  void aHundredLoopsHaveTheirMeters() throws Exception {
    Web web = page(watch(serve("echo", Engine.loops(100))));
    assertThat(
            web.get("/metrics").body().lines().filter(l -> l.startsWith("heddle_loop_load_ratio{")))
        .hasSize(100);
  }
}
