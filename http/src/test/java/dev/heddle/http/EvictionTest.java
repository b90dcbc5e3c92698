package dev.heddle.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Engine;
import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which HTTP connections make room for others when a server is full.
class EvictionTest {
  private static final Limits TWO =
      Limits.DEFAULT.withMaxConnections(2).withWhenFull(FullPolicy.EVICT_IDLE);

  private static Stream<Engine> engines() {
    return Stream.of(Engine.threads(), Engine.virtual(), Engine.loops(1));
  }

  private static Server serve(HttpHandler handler, Engine engine) throws Exception {
    return Server.builder(new Http(handler)).engine(engine).limits(TWO).start();
  }

  private static long evicted(Server server) {
    return server.stats().closed().getOrDefault(CloseReason.EVICTED, 0L);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aConnectionBetweenTwoRequestsMakesRoomAndAnEventStreamDoesNot(Engine engine)
      throws Exception {
    HttpHandler handler =
        request ->
            request.path().equals("/events")
                ? HttpResponse.events(stream -> {
                  do {
                    stream.send("x");
                  } while (stream.pause(Duration.ofMillis(20)));
                })
                : HttpResponse.text(200, "hi");
    try (Server server = serve(handler, engine);
        HttpTalk events = HttpTalk.to(server)) {
      assertThat(events.send("GET /events HTTP/1.0\r\n\r\n").take(15)).isEqualTo("HTTP/1.1 200 OK");
      HttpTalk idle = HttpTalk.to(server);
      for (int i = 0; i < 3; i++) {
        HttpTalk next = HttpTalk.to(server);
        assertThat(next.get("/").reply().text()).isEqualTo("hi");
        assertThat(idle.isOver()).isTrue();
        idle = next;
      }
      assertThat(evicted(server)).isEqualTo(3);
      long sent = server.stats().messagesOut();
      Eventually.that("events are sent", () -> server.stats().messagesOut() > sent + 3);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aConnectionThatSpeaksAnotherProtocolStays(Engine engine) throws Exception {
    HttpHandler handler =
        request ->
            request.path().equals("/shout")
                ? HttpResponse.upgrade(
                    "shout",
                    upgraded -> {
                      while (upgraded.awaitMessage()) {
                        int letter = upgraded.input().read();
                        upgraded.connection().writeText(("" + (char) letter).toUpperCase());
                      }
                    })
                : HttpResponse.text(200, "hi");
    try (Server server = serve(handler, engine);
        HttpTalk shouting = HttpTalk.to(server);
        HttpTalk idle = HttpTalk.to(server);
        HttpTalk next = HttpTalk.to(server)) {
      shouting.get("/shout", "Connection: upgrade", "Upgrade: shout");
      assertThat(shouting.reply().status()).isEqualTo(101);
      assertThat(next.get("/").reply().text()).isEqualTo("hi");
      assertThat(idle.isOver()).isTrue();
      assertThat(shouting.send("a").take(1)).isEqualTo("A");
      Eventually.that("it is counted", () -> evicted(server) == 1);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void halfARequestAndOneThatIsBeingAnsweredKeepTheirPlaces(Engine engine) throws Exception {
    var answers = new Semaphore(0);
    HttpHandler handler =
        request -> {
          if (request.path().equals("/slow")) {
            answers.acquire();
          }
          return HttpResponse.text(200, request.path() + request.readBody().length);
        };
    try (Server server = serve(handler, engine);
        HttpTalk slow = HttpTalk.to(server);
        HttpTalk half = HttpTalk.to(server)) {
      slow.get("/slow");
      half.send("POST /half HTTP/1.1\r\nHost: test\r\nContent-Le");
      Eventually.that("both are under way", () -> server.stats().bytesIn() == 34 + 43);
      try (HttpTalk next = HttpTalk.to(server)) {
        next.get("/next");
        Eventually.stays("it waits", Duration.ofMillis(400), () -> server.stats().accepted() == 2);
        assertThat(half.send("ngth: 3\r\n\r\nabc").reply().text()).isEqualTo("/half3");
        assertThat(next.reply().text()).isEqualTo("/next0");
        assertThat(half.isOver()).isTrue();
        answers.release();
        assertThat(slow.reply().text()).isEqualTo("/slow0");
      }
    }
  }
}
