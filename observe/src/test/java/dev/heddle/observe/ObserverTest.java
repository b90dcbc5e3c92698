package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Faults of an observer, and of the servers that it observes.
class ObserverTest {
  private static final Handler ECHO =
      c -> {
        for (String line; (line = c.readLine()) != null; ) {
          c.writeLine(line);
        }
      };

  private final List<AutoCloseable> opened = new ArrayList<>();
  private Server echo;
  private Observer observer;
  private Web web;

  @BeforeEach
  void starts() throws IOException {
    echo =
        closing(
            Server.builder(ECHO)
                .name("echo")
                .engine(Engine.loops(1))
                .limits(Limits.DEFAULT.withLinger(Duration.ofMillis(50)))
                .start());
    observer =
        closing(
            Observer.start(
                List.of(ObservedServer.of(echo)), Duration.ofHours(1), Duration.ofMillis(100)));
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    web = new Web(closing(StatusServer.start(observer, loopback, null)).port());
  }

  @AfterEach
  void ends() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  private <T extends AutoCloseable> T closing(T resource) {
    opened.add(resource);
    return resource;
  }

  private Socket client(String line) throws IOException {
    Socket socket = closing(new Socket(InetAddress.getLoopbackAddress(), echo.port()));
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    assertThat(socket.getInputStream().readNBytes(line.length() + 1)).hasSize(line.length() + 1);
    return socket;
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
