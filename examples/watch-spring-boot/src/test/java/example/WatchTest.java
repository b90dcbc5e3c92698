package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Requests on Tomcat's virtual threads that wait for each other are named; healthy ones are not.
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class WatchTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final MeterRegistry registry;
  private final CrossedRequests requests;
  private final int port;

  WatchTest(
      @Autowired MeterRegistry registry,
      @Autowired CrossedRequests requests,
      @LocalServerPort int port) {
    this.registry = registry;
    this.requests = requests;
    this.port = port;
  }

  private CompletableFuture<String> get(String path) {
    URI address = URI.create("http://127.0.0.1:" + port + path);
    return client
        .sendAsync(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  private double found(String kind) {
    return registry.get("heddle.threads.findings").tag("kind", kind).functionCounter().count();
  }

  private static void until(BooleanSupplier holds) throws InterruptedException {
    while (!holds.getAsBoolean()) {
      Thread.sleep(100);
    }
  }

  @Test
  void aDeadlockOfTwoRequestsIsNamedWithLinesAndOwners(CapturedOutput output)
      throws InterruptedException {
    CompletableFuture<String> forwards = get("/forwards");
    CompletableFuture<String> backwards = get("/backwards");
    until(() -> found("deadlock") > 0 || forwards.isDone());
    assertThat(forwards).isNotDone();
    assertThat(output).contains("deadlock: 2 threads wait for each other, for ever");
    assertThat(output.toString().split("Crossed.take\\(" + Crossed.LINE)).hasSize(3);
    assertThat(output.toString().split("waits for ReentrantLock@\\w+, held by #")).hasSize(3);
    assertThat(output).contains("(virtual) at example.Crossed");
    assertThat(get("/actuator/metrics/heddle.threads.findings.open?tag=kind:deadlock").join())
        .contains("\"value\":1.0");
    requests.end();
    until(() -> output.toString().contains("deadlock ended after"));
    backwards.join();
  }

  @Test
  void healthyRequestsGiveNoFinding(CapturedOutput output) {
    long end = System.nanoTime() + 5_000_000_000L;
    while (System.nanoTime() < end) {
      IntStream.range(0, 50).mapToObj(i -> get("/")).toList().forEach(CompletableFuture::join);
    }
    assertThat(get("/").join()).contains("VirtualThread");
    assertThat(output).doesNotContain("WARN ");
  }
}
