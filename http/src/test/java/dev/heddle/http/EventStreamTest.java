package dev.heddle.http;

import static dev.heddle.http.HttpTalk.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Server-sent events.
class EventStreamTest {
  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void eventsAreSentAsTheyHappenUntilTheClientGoes(Engine engine) throws Exception {
    var ended = new CompletableFuture<Boolean>();
    HttpHandler events =
        request ->
            HttpResponse.events(stream -> {
              stream.send("one\ntwo");
              stream.send("tick", "3");
              ended.complete(stream.pause(Duration.ofSeconds(50)));
            });
    try (HttpTalk client = HttpTalk.with(new Http(events), engine)) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      var text = new StringBuilder();
      while (!text.toString().endsWith("data: one\ndata: two\n\nevent: tick\ndata: 3\n\n")) {
        text.append(client.take(1));
      }
      assertThat(text.toString()).contains("Content-Type: text/event-stream\r\n");
      client.end();
      assertThat(ended.get()).isFalse();
      assertThat(client.isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aDrainingServerEndsEventStreamsAtOnce(Engine engine) throws Exception {
    try (HttpTalk client = HttpTalk.with(new Http(ticking(Duration.ofSeconds(50))), engine)) {
      client.get("/");
      takeFirstEvent(client);
      var drained = CompletableFuture.supplyAsync(() -> drain(client));
      assertThat(client.take(19)).isEqualTo("b\r\ndata: bye\n\n\r\n0\r\n");
      client.end();
      assertThat(drained.get()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aDrainingServerEndsEventStreamsAtOnceWhateverTheirClientsHaveSentOn(Engine engine)
      throws Exception {
    try (HttpTalk client = HttpTalk.with(new Http(ticking(Duration.ofSeconds(50))), engine)) {
      client.send(request("GET", "/") + "\r\n");
      takeFirstEvent(client);
      client.send("\r\n");
      var drained = CompletableFuture.supplyAsync(() -> drain(client));
      assertThat(client.take(19)).isEqualTo("b\r\ndata: bye\n\n\r\n0\r\n");
      client.end();
      assertThat(drained.get()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'data: \n\n'",
    "'a\n', 'data: a\ndata: \n\n'",
    "'\n', 'data: \ndata: \n\n'",
    "'a\r\n\rb\u2028c', 'data: a\ndata: \ndata: b\u2028c\n\n'"
  })
  void anEventHasEachLineOfItsDataTheEmptyOnesAtTheEndToo(String data, String sent)
      throws IOException {
    HttpHandler once = request -> HttpResponse.events(events -> events.send(data));
    try (HttpTalk client = HttpTalk.with(once)) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      String[] headAndBody = client.takeRest().split("\r\n\r\n", 2);
      byte[] body = headAndBody[1].getBytes(StandardCharsets.ISO_8859_1);
      assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo(sent);
    }
  }

  @Test
  void anEventStreamMayPauseForEver() throws IOException {
    try (HttpTalk client = HttpTalk.with(ticking(ChronoUnit.FOREVER.getDuration()))) {
      client.get("/");
      takeFirstEvent(client);
      client.end();
      assertThat(client.take(19)).isEqualTo("b\r\ndata: bye\n\n\r\n0\r\n");
    }
  }

  @Test
  void anEventStreamEndsWithItsClientWhateverThatHasSentOn() throws IOException {
    try (HttpTalk client = HttpTalk.with(ticking(Duration.ofSeconds(50)))) {
      client.send(request("GET", "/") + "\r\n");
      takeFirstEvent(client);
      client.end();
      assertThat(client.take(19)).isEqualTo("b\r\ndata: bye\n\n\r\n0\r\n");
    }
  }

  @Test
  void aRequestThatComesDuringAnEventStreamDisturbsNothing() throws IOException {
    try (HttpTalk client = HttpTalk.with(ticking(Duration.ofMillis(100)))) {
      client.send(request("GET", "/") + "GET /fir");
      takeFirstEvent(client);
      client.send("st HTTP/1.1\r\nHost: test\r\n\r\n");
      assertThat(client.takeRest()).isEqualTo("b\r\ndata: bye\n\n\r\n0\r\n\r\n");
    }
  }

  @Test
  void anEventStreamEndsIfItsClientSendsOnAndOn() throws IOException {
    try (HttpTalk client = HttpTalk.with(ticking(Duration.ofSeconds(50)))) {
      client.get("/");
      takeFirstEvent(client);
      client.send(request("GET", "/", "X: " + "x".repeat(10_000)));
      assertThat(client.take(19)).isEqualTo("b\r\ndata: bye\n\n\r\n0\r\n");
    }
  }

  private static HttpHandler ticking(Duration pause) {
    return request ->
        HttpResponse.events(stream -> {
          stream.send("x");
          stream.pause(pause);
          stream.send("bye");
        });
  }

  private static void takeFirstEvent(HttpTalk client) throws IOException {
    var text = new StringBuilder();
    while (!text.toString().endsWith("data: x\n\n\r\n")) {
      text.append(client.take(1));
    }
  }

  private static boolean drain(HttpTalk client) {
    try {
      return client.server.drain(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
