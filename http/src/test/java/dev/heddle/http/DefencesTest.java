package dev.heddle.http;

import static dev.heddle.http.HttpTalk.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that must be refused: each is answered with its status and a short body, and the
/// connection closes, so that nothing behind it can be taken for a request.
class DefencesTest {
  private static final HttpHandler HELLO = request -> HttpResponse.text(200, "hello");
  private static final HttpHandler ECHO =
      request -> HttpResponse.bytes(200, "application/octet-stream", request.readBody());

  private static void assertRefused(int status, String request) throws IOException {
    try (HttpTalk client = HttpTalk.with(ECHO)) {
      Reply reply = client.send(request).reply();
      assertThat(reply.status()).as(request).isEqualTo(status);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(reply.text()).hasSizeBetween(5, 200).matches("\\P{Cc}+\n");
      assertThat(client.end().isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "400 | GET / HTTP/1.1~~", // no Host
        "400 | GET / HTTP/1.1~Host: a~Host: a~~",
        "400 | GET / HTTP/1.1~Host: a b~~",
        "400 | GET / HTTP/1.1~Host: a/b~~",
        "400 | GET / HTTP/1.0~Host: a~Host: b~~",
        "400 | GET http://a/ HTTP/1.1~~",
        "400 | GET http://a/ HTTP/1.1~Host: a~Host: a~~",
        "400 | GET http://a/ HTTP/1.0~Host: a~Host: b~~",
        "400 | GET http://a/ HTTP/1.1~Host: b c~~",
        "400 | GET http://a/ HTTP/1.0~Host: b/c~~",
        "400 | GET http://u@a/ HTTP/1.1~Host: a~~",
        "400 | GET http://:80/ HTTP/1.1~Host: :80~~",
        "400 | GET / HTTP/1.1~Host: [::1~~",
        "400 | GET / HTTP/1.1~Host: [::1]x~~",
        "400 | GET / HTTP/1.1~Host: [::g]~~",
        "400 | GET / HTTP/1.1~Host: [a]~~",
        "400 | GET / HTTP/1.1~Host: ::1~~",
        "400 | GET / HTTP/1.1~Host: a:b~~",
        "400 | GET / HTTP/1.1~Host: a:80:80~~",
        "400 | GET / HTTP/1.1~Host: a:-1~~",
        "400 | GET / HTTP/1.1~Host: a@b~~",
        "400 | GET / HTTP/1.1~Host: a,b?~~",
        "400 | GET~~",
        "400 | GET /~~",
        "400 | GET / HTTP~~",
        "400 | GET / HTTP/~~",
        "400 | GET / HTTP/1~~",
        "400 | GET / HTTP/1.x~~",
        "400 | GET / HTTP/-1.1~Host: a~~",
        "400 | GET / HTTP/1.10~Host: a~~",
        "400 | GET / HTTP/1.1 ~Host: a~~",
        "400 | GET / HTTQ/1.1~~",
        "400 | GET / HTTP/1.1 x~~",
        "505 | GET / HTTP/2.0~Host: a~~",
        "505 | GET / HTTP/0.9~Host: a~~",
        "501 | BREW / HTTP/1.1~Host: a~~",
        "501 | get / HTTP/1.1~Host: a~~",
        "400 | G(T / HTTP/1.1~Host: a~~",
        "400 | GET x HTTP/1.1~Host: a~~",
        "400 | GET * HTTP/1.1~Host: a~~",
        "400 | GET /# HTTP/1.1~Host: a~~",
        "400 | GET http:// HTTP/1.1~Host: a~~",
        "400 | GET http:///x HTTP/1.1~Host: a~~",
        "400 | GET https://a/x HTTP/1.1~Host: a~~",
        "501 | CONNECT a:80 HTTP/1.1~Host: a:80~~",
        "400 | GET / HTTP/1.1~ Host: a~~", // blank before the first field
        "400 | GET / HTTP/1.1~Host : a~~", // blank before the colon
        "400 | GET / HTTP/1.1~Host: a~nocolon~~",
        "400 | GET / HTTP/1.1~Host: a~: empty~~",
        "400 | GET / HTTP/1.1~Host: a~b(d: 1~~",
        "400 | POST / HTTP/1.1~Host: a~Content-Length: 1~Transfer-Encoding: chunked~~",
        "400 | POST / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 1~~",
        "400 | POST / HTTP/1.1~Host: a~Content-Length: 1, 1~~",
        "400 | POST / HTTP/1.1~Host: a~Content-Length: +1~~",
        "400 | POST / HTTP/1.1~Host: a~Content-Length: -1~~",
        "400 | POST / HTTP/1.1~Host: a~Content-Length: 0x1~~",
        "400 | POST / HTTP/1.1~Host: a~Content-Length:~~",
        "413 | POST / HTTP/1.1~Host: a~Content-Length: 1048577~~",
        "413 | POST / HTTP/1.1~Host: a~Content-Length: 99999999999999999999~~",
        "501 | POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked, chunked~~",
        "501 | POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip~Transfer-Encoding: chunked~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: xchunked~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked, gzip~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked;q=1~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked,~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding:~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding:~ chunked~~", // folded
        "400 | GET / HTTP/1.1~Host: a~X: 1~ 2~~",
        "400 | GET / HTTP/1.1~Host: a~X: 1~\\t~~",
        "400 | GET / HTTP/1.1~Host: a~\\t~~",
        "400 | GET  / HTTP/1.1~Host: a~~",
        "400 | GET /  HTTP/1.1~Host: a~~",
        "400 | GET\\t/ HTTP/1.1~Host: a~~",
        "400 | GET /\\tHTTP/1.1~Host: a~~",
        "400 | GET  HTTP/1.1~Host: a~~",
        "400 | POST / HTTP/1.1~Host: a~Content-Length: 1 1~~",
        "400 | POST / HTTP/1.0~Host: a~Transfer-Encoding: chunked~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~x~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~+1~a~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~-1~a~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~aa~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~8000000000000000~a",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~bad trailer~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~b(d: trailer~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~bad : trailer~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~X: 1~ folded~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~ 1~a~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1 ~a~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1\\t~a~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1 1~a~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0x1~a~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~;x~a~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~a ~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~a~~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~a\\n0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1\\na~0~~",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~a~0\\n\\n",
        "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~a~0~X: y\\n~",
      })
  void whatBreaksTheGrammarIsRefused(int status, String request) throws IOException {
    assertRefused(status, request.replace("\\n", "\n").replace("\\t", "\t").replace("~", "\r\n"));
  }

  @Test
  void controlCharactersAreRefusedWhereverTheyAre() throws IOException {
    for (char c : new char[] {0, 1, '\r', 0x7f, 0x0b}) {
      assertRefused(400, "GET /" + c + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertRefused(400, "GET / HTTP/1.1\r\nHost: a\r\nX" + c + ": a\r\n\r\n");
      assertRefused(400, "GET / HTTP/1.1\r\nHost: a\r\nX: a" + c + "b\r\n\r\n");
      assertRefused(
          400,
          request("POST", "/", "Transfer-Encoding: chunked") + "1;a" + c + "b\r\nx\r\n0\r\n\r\n");
    }
  }

  @Test
  void aCROrABlankAtTheEdgeOfALineIsRefusedAsOneInside() throws IOException {
    for (String request :
        new String[] {
          " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\n\rHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n",
          "GET / HTTP/1.1\r\nHost:\ra\r\n\r\n",
          "GET / HTTP/1.1\r\nHost\r: a\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX:\r\r\n\r\n",
          request("POST", "/", "Transfer-Encoding: chunked") + "1\r\r\na\r\n0\r\n\r\n",
          request("POST", "/", "Transfer-Encoding: chunked") + "1\r\na\r\r\n0\r\n\r\n",
          request("POST", "/", "Transfer-Encoding: chunked") + "0\r\nX: y\r\r\n\r\n",
        }) {
      assertRefused(400, request);
    }
  }

  @Test
  void chunkExtensionsWithoutEndAreRefused() throws IOException {
    String chunk = "1;" + "x".repeat(1000) + "\r\na\r\n";
    String start = request("POST", "/", "Transfer-Encoding: chunked");
    try (HttpTalk client = HttpTalk.with(ECHO)) {
      assertThat(client.send(start + chunk.repeat(16) + "0\r\n\r\n").reply().text())
          .isEqualTo("a".repeat(16));
    }
    assertRefused(400, start + chunk.repeat(17) + "0\r\n\r\n");
  }

  @Test
  void aRefusedHEADIsAnsweredWithoutABody() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      Reply reply = client.send("HEAD / HTTP/1.1\r\n\r\n").replyToHead();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.end().isOver()).isTrue();
    }
  }

  @Test
  void aRequestLineOf8KiBIsServedAndALongerOneIsNot() throws IOException {
    String most = "x".repeat(8 * 1024 - "GET / HTTP/1.1\r\n".length());
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      assertThat(client.get('/' + most).reply().status()).isEqualTo(200);
    }
    assertRefused(414, "GET /" + most + "x HTTP/1.1\r\nHost: a\r\n\r\n");
    assertRefused(414, "GET /" + "x".repeat(100_000));
  }

  @Test
  void aHeaderBlockOf32KiBIsServedAndALargerOneIsNot() throws IOException {
    String most = "x".repeat(32 * 1024 - "Host: test\r\nX: \r\n\r\n".length());
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      assertThat(client.get("/", "X: " + most).reply().status()).isEqualTo(200);
    }
    assertRefused(431, request("GET", "/", "X: " + most + "x"));
    assertRefused(431, request("GET", "/", "X: y\r\n".repeat(99) + "Y: " + "x".repeat(40_000)));
  }

  @Test
  void aHundredFieldsAreServedAndOneMoreIsNot() throws IOException {
    var lines = new String[99];
    java.util.Arrays.fill(lines, "X: y");
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      assertThat(client.get("/", lines).reply().status()).isEqualTo(200);
    }
    var more = new String[100];
    java.util.Arrays.fill(more, "X: y");
    assertRefused(431, request("GET", "/", more));
  }

  @Test
  void aBodyThatGrowsTooLargeIsRefused() throws IOException {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    assertRefused(413, request("POST", "/", "Transfer-Encoding: chunked") + chunk.repeat(17));
  }

  @Test
  void veryManyTrailersAreRefused() throws IOException {
    String start = request("POST", "/", "Transfer-Encoding: chunked") + "0\r\n";
    try (HttpTalk client = HttpTalk.with(ECHO)) {
      client.send(start + "X: y\r\n".repeat(32) + "\r\n");
      assertThat(client.reply().status()).isEqualTo(200);
    }
    assertRefused(431, start + "X: y\r\n".repeat(33) + "\r\n");
  }

  @Test
  void aBodyThatEndsEarlyIsRefused() throws IOException {
    for (String start :
        new String[] {
          request("POST", "/", "Content-Length: 9") + "only",
          request("POST", "/", "Transfer-Encoding: chunked") + "5\r\nab",
          request("POST", "/", "Transfer-Encoding: chunked") + "5\r\nabcde\r\n",
          "GET / HT",
          "GET / HTTP/1.1\r\nHost: a\r\n",
        }) {
      try (HttpTalk client = HttpTalk.with(ECHO)) {
        assertThat(client.send(start).end().reply().status()).as(start).isEqualTo(400);
        assertThat(client.isOver()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aHeadThatTakesTooLongIsAnswered408(Engine engine) throws IOException {
    var limits = HttpLimits.DEFAULT.withTimeouts(Duration.ofMillis(200), Duration.ofSeconds(30));
    try (HttpTalk client = HttpTalk.with(new Http(HELLO, limits), engine)) {
      assertThat(client.get("/").reply().status()).isEqualTo(200);
      Reply reply = client.send("GET / HTTP/1.1\r\nHost: slo").reply();
      assertThat(reply.status()).isEqualTo(408);
      assertThat(client.end().isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aBodyThatTakesTooLongIsAnswered408(Engine engine) throws IOException {
    var limits = HttpLimits.DEFAULT.withTimeouts(Duration.ofSeconds(30), Duration.ofMillis(200));
    try (HttpTalk client = HttpTalk.with(new Http(ECHO, limits), engine)) {
      Reply reply = client.send(request("POST", "/", "Content-Length: 9") + "1234").reply();
      assertThat(reply.status()).isEqualTo(408);
      assertThat(client.end().isOver()).isTrue();
    }
  }

  @Test
  void timeoutsMayBeForEver() throws IOException {
    Duration forEver = ChronoUnit.FOREVER.getDuration();
    var limits = HttpLimits.DEFAULT.withTimeouts(forEver, forEver);
    try (HttpTalk client = HttpTalk.with(new Http(ECHO, limits), Engine.virtual())) {
      Reply reply = client.send(request("POST", "/", "Content-Length: 4") + "1234").reply();
      assertThat(reply.status()).isEqualTo(200);
    }
  }

  @Test
  void whatFollowsARefusedRequestIsNotServed() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      client.send("GET / HTTP/1.1\r\n\r\n" + request("GET", "/"));
      assertThat(client.reply().status()).isEqualTo(400);
      assertThat(client.end().isOver()).isTrue();
    }
  }
}
