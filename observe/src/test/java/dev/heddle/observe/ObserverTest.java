package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.ServerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Faults of an observer, and of the servers that it observes.
class ObserverTest extends ObserverFixture {
  private Server echo;
  private Observer observer;
  private Web web;

  @BeforeEach
  void starts() throws IOException {
    echo = serve("echo", Engine.loops(1), ECHO);
    observer =
        closing(
            Observer.start(
                List.of(ObservedServer.of(echo)), Duration.ofHours(1), Duration.ofMillis(100)));
    web = new Web(page(observer, null).port());
  }

  private Socket client(String line) throws IOException {
    return answered(echo, line);
  }

  private void awaitLooks(int more) {
    int before = observer.history().seconds().size();
    Await.that(
        () -> more + " more looks", () -> observer.history().seconds().size() >= before + more);
  }

  @Test
  void anErrorInOneLookEndsNeitherTheObserverNorTheOtherLooks() throws Exception {
    var thrown = new CountDownLatch(3);
    observer.addLoopListener(loops -> {
      if (Thread.currentThread().getName().equals("heddle-observer")) {
        thrown.countDown();
        throw new NoClassDefFoundError("on purpose");
      }
    });
    thrown.await();
    client("hello");
    awaitLooks(3);
    assertThat(observer.troubles()).isEmpty();
    assertThat(web.get("/metrics").body()).contains("heddle_messages_sent_total{");
    assertThat(web.get("/status.json").status()).isEqualTo(200);
  }

  @Test
  void aStuckObserverIsNotReadyUntilItLooksAgain() throws Exception {
    assertThat(web.get("/readyz").body()).isEqualTo("ready\n");
    var goOn = new CountDownLatch(1);
    observer.addLoopListener(loops -> {
      if (Thread.currentThread().getName().equals("heddle-observer")) {
        try {
          goOn.await();
        } catch (InterruptedException e) {
          // The test is over.
        }
      }
    });
    Await.that(() -> "not ready", () -> !observer.isReady());
    Web.Reply reply = web.get("/readyz");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body()).matches("not ready: the observer has been stuck for [0-9.]+ m?s\n");
    assertThat(web.get("/healthz").status()).isEqualTo(200);
    assertThat(web.get("/metrics").status()).isEqualTo(200);
    goOn.countDown();
    Await.that(() -> "ready", () -> observer.isReady());
  }

  @Test
  void anInterruptDoesNotEndIt() {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("heddle-observer"))
        .forEach(Thread::interrupt);
    awaitLooks(3);
    assertThat(observer.troubles()).isEmpty();
  }

  @Test
  void whatIsAboutToEndIsNotReadyThoughItServes() throws Exception {
    observer.leave("about to end");
    assertThat(web.get("/readyz").body()).isEqualTo("not ready: about to end\n");
    assertThat(web.get("/healthz").status()).isEqualTo(200);
    assertThat(echo.state()).isEqualTo(ServerState.RUNNING);
  }

  @Test
  void onceItIsClosedNothingIsReady() throws Exception {
    observer.close();
    Await.that(() -> "not ready", () -> !observer.isReady());
    assertThat(web.get("/readyz").body()).isEqualTo("not ready: the observer has ended\n");
  }

  @Test
  void aServerThatDrainsAndClosesIsScrapedAllTheWhile() throws Exception {
    Socket client = client("hello");
    client.getOutputStream().write("unfinished".getBytes(StandardCharsets.UTF_8));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> drain = threads.submit(() -> echo.drain(Duration.ofMinutes(1)));
      Await.that(() -> "not ready", () -> !observer.isReady());
      assertThat(web.get("/readyz").body()).isEqualTo("not ready: echo is draining\n");
      assertThat(web.get("/metrics").body())
          .contains(
              "heddle_connections_active{engine=\"loops\",protocol=\"tcp\",service=\"echo\"} 1.0");
      Future<List<Integer>> scrapes = threads.submit(() -> scrapeUntilClosed());
      client.close();
      assertThat(drain.get()).isTrue();
      echo.close();
      assertThat(scrapes.get()).containsOnly(200);
    }
    assertThat(web.get("/readyz").body()).isEqualTo("not ready: echo is closed\n");
    // A scrape shows the figures of a moment ago.
    String none =
        "heddle_connections_active{engine=\"loops\",protocol=\"tcp\",service=\"echo\"} 0.0";
    Await.that(() -> "no connection is left", () -> metrics().contains(none));
    assertThat(web.get("/metrics").body())
        .contains(
            "heddle_connections_accepted_total{engine=\"loops\",protocol=\"tcp\",service=\"echo\"}"
                + " 1.0");
    awaitLooks(2);
  }

  private String metrics() {
    try {
      return web.get("/metrics").body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Integer> scrapeUntilClosed() throws IOException {
    List<Integer> statuses = new ArrayList<>();
    do {
      statuses.add(web.get("/metrics").status());
      statuses.add(web.get("/status.json").status());
    } while (!web.get("/readyz").body().contains("closed"));
    statuses.add(web.get("/metrics").status());
    return statuses;
  }
}
