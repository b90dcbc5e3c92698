package dev.heddle.http;

import static dev.heddle.http.HttpTalk.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What conformance suites for HTTP/1.1 servers ask, on every engine that runs handlers. It covers
/// the 33 questions of uNetworking's h1spec: 15 beginnings of a request that have to be waited for,
/// 11 requests that have to be refused and 7 that have to be served.
class ConformanceTest {
  private static final HttpHandler ECHO =
      request -> HttpResponse.bytes(200, "text/plain", request.readBody());
  private static final String WHOLE =
      "POST /p HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nok";

  private static HttpTalk talk(Engine engine) throws IOException {
    return HttpTalk.with(new Http(ECHO), engine);
  }

  /// Cut at any place, a request is neither refused nor served before the rest is there.
  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aRequestMayComeInTwoPiecesCutAnywhere(Engine engine) throws IOException {
    try (HttpTalk client = talk(engine)) {
      for (int cut : IntStream.range(1, WHOLE.length()).toArray()) {
        client.send(WHOLE.substring(0, cut)).send(WHOLE.substring(cut));
        assertThat(client.reply().text()).as("cut at %d", cut).isEqualTo("ok");
      }
    }
  }

  /// A beginning alone is not answered until its time is up, and then with 408.
  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aBeginningIsWaitedFor(Engine engine) throws IOException {
    var limits = HttpLimits.DEFAULT.withTimeouts(Duration.ofMillis(50), Duration.ofSeconds(30));
    for (String beginning :
        new String[] {
          "G",
          "GET ",
          "GET /p",
          "GET /p ",
          "GET /p HTTP",
          "GET /p HTTP/1.1",
          "GET /p HTTP/1.1\r",
          "GET /p HTTP/1.1\r\n",
          "GET /p HTTP/1.1\r\nHo",
          "GET /p HTTP/1.1\r\nHost:",
          "GET /p HTTP/1.1\r\nHost: ",
          "GET /p HTTP/1.1\r\nHost: here",
          "GET /p HTTP/1.1\r\nHost: here\r",
          "GET /p HTTP/1.1\r\nHost: here\r\n",
          "GET /p HTTP/1.1\r\nHost: here\r\n\r",
        }) {
      try (HttpTalk client = HttpTalk.with(new Http(ECHO, limits), engine)) {
        assertThat(client.send(beginning).reply().status()).as(beginning).isEqualTo(408);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void whatIsMalformedIsRefused(Engine engine) throws IOException {
    for (String malformed :
        new String[] {
          "GET /p \r\n\r\n", // no version
          "GET /p HTTP/7.3\r\nHost: here\r\n\r\n",
          "noiseGET /p HTTP/1.1\r\nHost: here\r\n\r\n",
          "two wordsGET /p HTTP/1.1\r\nHost: here\r\n\r\n",
          "GET /p HTTP/1.1\r\nContent-Length: 3\r\n\r\n", // no Host
          "GET /p HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n",
          "GET /p HTTP/1.1\r\nHost: here\r\nOdd{}Name: x\r\n\r\n",
          "GET /p HTTP/1.1\r\nHost: here\r\nBell: ding\7\r\n\r\n",
          "GET /p HTTP/1.1\r\nHost: here\r\n\rField: after a bare CR\r\n\r\n",
          request("POST", "/p", "Content-Length: -99"),
          request("POST", "/p", "Content-Length: -" + "9".repeat(40)),
          request("POST", "/p", "Content-Length: many"),
          request("POST", "/p", "cOntent-lEngth: 2", "tRansfer-eNcoding: chunked")
              + "2\r\nok\r\n0\r\n\r\n",
        }) {
      try (HttpTalk client = talk(engine)) {
        assertThat(client.send(malformed).reply().status()).as(malformed).isBetween(400, 599);
        assertThat(client.end().isOver()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void whatIsUnusualIsServed(Engine engine) throws IOException {
    try (HttpTalk client = talk(engine)) {
      assertThat(client.get("/p").reply().status()).isEqualTo(200);
      assertThat(client.get("/p", "Expect: 100-continue").reply().status()).isEqualTo(200);
      assertThat(client.get("/p", "Nothing: ").reply().status()).isEqualTo(200);
      assertThat(client.send("GET /p HTTP/1.1\r\nhOST:\there\r\nnothing:\r\n\r\n").reply().status())
          .isEqualTo(200);
      assertThat(client.send(WHOLE).reply().text()).isEqualTo("ok");
      client.send(request("POST", "/p", "Transfer-Encoding: chunked") + "D\r\nA whole chunk\r\n");
      assertThat(client.send("0\r\n\r\n").reply().text()).isEqualTo("A whole chunk");
    }
  }
}
