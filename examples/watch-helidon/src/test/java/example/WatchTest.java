package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.watch.ThreadWatch;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Requests that wait for each other are named; healthy ones are not.
class WatchTest {
  private final HttpClient client = HttpClient.newHttpClient();

  private static void until(BooleanSupplier holds) throws InterruptedException {
    while (!holds.getAsBoolean()) {
      Thread.sleep(100);
    }
  }

  private static ThreadWatch watch() {
    return ThreadWatch.builder().every(Duration.ofMillis(500)).start();
  }

  private CompletableFuture<String> get(WebServer from, String path) {
    URI address = URI.create("http://127.0.0.1:" + from.port() + path);
    return client
        .sendAsync(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  @Test
  void aDeadlockOfTwoRequestsIsNamedWithLinesAndOwners() throws Exception {
    var crossed = new Crossed();
    HttpRouting.Builder routing =
        HttpRouting.builder()
            .get("/forwards", (in, out) -> out.send(crossed.forwards()))
            .get("/backwards", (in, out) -> out.send(crossed.backwards()));
    try (var log = new Log();
        var watch = watch()) {
      WebServer server = WebApplication.start(0, routing);
      get(server, "/forwards");
      get(server, "/backwards");
      until(() -> !log.warnings().isEmpty());
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("deadlock: 2 threads wait for each other, for ever")
          .matches(
              "(?s)(.*\\(virtual\\) at example.Crossed.take\\("
                  + Crossed.LINE
                  + "\\)\\s+waits for ReentrantLock@\\w+, held by #\\d+){2}");
      crossed.end();
      until(() -> log.warnings().size() == 2);
      assertThat(log.warnings().getLast()).startsWith("deadlock ended after");
      server.stop();
    }
  }

  @Test
  void healthyRequestsGiveNoFinding() throws Exception {
    HttpRouting.Builder routing =
        HttpRouting.builder().get("/", (in, out) -> out.send("" + Thread.currentThread()));
    try (var log = new Log();
        var watch = watch()) {
      WebServer server = WebApplication.start(0, routing);
      until(log::hasBegun);
      long end = System.nanoTime() + 5_000_000_000L;
      while (System.nanoTime() < end) {
        IntStream.range(0, 50)
            .mapToObj(i -> get(server, "/"))
            .toList()
            .forEach(CompletableFuture::join);
      }
      assertThat(get(server, "/").join()).startsWith("VirtualThread");
      assertThat(log.warnings()).isEmpty();
      server.stop();
    }
  }
}
