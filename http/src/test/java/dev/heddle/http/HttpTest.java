package dev.heddle.http;

import static dev.heddle.http.HttpTalk.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.TestTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
  private static final HttpHandler HELLO =
      request -> HttpResponse.text(200, request.method() + ' ' + request.target());
  private static final HttpHandler ECHO =
      request -> HttpResponse.bytes(200, "application/octet-stream", request.readBody());

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void answersOneRequestAfterAnotherOnOneConnection(Engine engine) throws IOException {
    try (HttpTalk client = HttpTalk.with(new Http(HELLO), engine)) {
      for (int i = 0; i < 3; i++) {
        Reply reply = client.get("/" + i).reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("GET /" + i);
        assertThat(HttpDate.parse(reply.header("Date"))).isNotNull();
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(reply.has("Connection")).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void answersPipelinedRequestsInOrder(Engine engine) throws IOException {
    try (HttpTalk client = HttpTalk.with(new Http(ECHO), engine)) {
      var requests = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        requests.append(request("POST", "/", "Content-Length: " + ("" + i).length())).append(i);
      }
      client.send(requests.toString());
      for (int i = 0; i < 200; i++) {
        assertThat(client.reply().text()).isEqualTo("" + i);
      }
    }
  }

  @Test
  void requestsAndResponsesAreWhatIsCountedAsMessages() throws IOException {
    HttpHandler chunks =
        request ->
            HttpResponse.streamed(
                200,
                "text/plain",
                -1,
                body -> {
                  for (int i = 0; i < 5; i++) {
                    body.write(request.readBody());
                    body.flush();
                  }
                });
    try (HttpTalk client = HttpTalk.with(new Http(chunks), Engine.virtual())) {
      String post = request("POST", "/", "Content-Length: 3") + "abc";
      client.send(post + post);
      client.reply();
      client.reply();
      client.get("/").reply();
      client.end().isOver();
      client.server.close();
      assertThat(client.server.stats().messagesIn()).isEqualTo(3);
      assertThat(client.server.stats().messagesOut()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void streamsABodyOfUnknownLengthInChunks(Engine engine) throws IOException {
    HttpHandler counting =
        request ->
            HttpResponse.streamed(
                200,
                "text/plain",
                body -> {
                  for (int i = 0; i < 20_000; i++) {
                    body.write((i + "\n").getBytes(StandardCharsets.US_ASCII));
                  }
                });
    try (HttpTalk client = HttpTalk.with(new Http(counting), engine)) {
      for (int twice = 0; twice < 2; twice++) {
        Reply reply = client.get("/").reply();
        assertThat(reply.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(reply.has("Content-Length")).isFalse();
        assertThat(reply.text()).startsWith("0\n1\n").endsWith("\n19999\n");
      }
      Reply old = client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").reply();
      assertThat(old.header("Connection")).isEqualTo("close");
      assertThat(old.has("Transfer-Encoding")).isFalse();
      assertThat(old.text()).startsWith("0\n1\n").endsWith("\n19999\n");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aBodyIsReadWhileItComes(Engine engine) throws IOException {
    HttpHandler talking =
        request ->
            HttpResponse.streamed(
                200,
                "text/plain",
                body -> {
                  body.write('>');
                  body.flush();
                  request.body().transferTo(body);
                });
    try (HttpTalk client = HttpTalk.with(new Http(talking), engine)) {
      client.send(request("POST", "/", "Content-Length: 5"));
      client.send("12345");
      assertThat(client.reply().text()).isEqualTo(">12345");
    }
  }

  @Test
  void aFlushedChunkArrivesBeforeTheNextIsWritten() throws Exception {
    var go = new CompletableFuture<Void>();
    HttpHandler slow =
        request ->
            HttpResponse.streamed(
                200,
                "text/plain",
                body -> {
                  body.write("first".getBytes(StandardCharsets.US_ASCII));
                  body.flush();
                  go.get();
                  body.write("second".getBytes(StandardCharsets.US_ASCII));
                });
    try (HttpTalk client = HttpTalk.with(slow)) {
      client.get("/");
      var head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n5\r\nfirst\r\n")) {
        head.append(client.take(1));
      }
      go.complete(null);
      assertThat(client.take(16)).isEqualTo("6\r\nsecond\r\n0\r\n\r\n");
    }
  }

  @Test
  void headIsAnsweredAsGetWithoutTheBody() throws IOException {
    HttpHandler handler =
        request ->
            request.path().equals("/stream")
                ? HttpResponse.streamed(200, "text/plain", body -> body.write(1))
                : HttpResponse.text(200, "text");
    try (HttpTalk client = HttpTalk.with(handler)) {
      Reply reply = client.send(request("HEAD", "/")).replyToHead();
      assertThat(reply.header("Content-Length")).isEqualTo("4");
      client.send(request("HEAD", "/stream")).replyToHead();
      assertThat(client.get("/").reply().text()).isEqualTo("text");
    }
  }

  @Test
  void statusesWithoutABodyHaveNone() throws IOException {
    HttpHandler handler =
        request -> HttpResponse.empty(Integer.parseInt(request.path().substring(1)));
    try (HttpTalk client = HttpTalk.with(handler)) {
      for (int status : new int[] {204, 304, 204}) {
        Reply reply = client.get("/" + status).reply();
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.has("Content-Length")).isFalse();
      }
    }
  }

  @Test
  void http10ClosesUnlessAskedNotTo() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      Reply kept = client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").reply();
      assertThat(kept.header("Connection")).isEqualTo("keep-alive");
      Reply last = client.send("GET / HTTP/1.0\r\n\r\n").reply();
      assertThat(last.header("Connection")).isEqualTo("close");
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void http11ClosesWhenAskedTo() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      Reply reply = client.get("/", "Connection: foo, Close").reply();
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void aClientThatWaitsForLeaveToSendItsBodyGetsItWhenTheBodyIsRead() throws IOException {
    try (HttpTalk client = HttpTalk.with(ECHO)) {
      client.send(request("POST", "/", "Content-Length: 3", "Expect: 100-continue"));
      assertThat(client.reply().status()).isEqualTo(100);
      assertThat(client.send("abc").reply().text()).isEqualTo("abc");
      assertThat(client.get("/").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void leaveToSendABodyIsNotGivenInTheMiddleOfAnAnswer() throws IOException {
    HttpHandler echoing =
        request -> HttpResponse.streamed(200, "text/plain", request.body()::transferTo);
    try (HttpTalk client = HttpTalk.with(echoing)) {
      client.send(request("POST", "/", "Content-Length: 3", "Expect: 100-continue"));
      assertThat(client.take(15)).isEqualTo("HTTP/1.1 200 OK");
      String rest = client.send("abc").end().takeRest();
      assertThat(rest).contains("abc").doesNotContain("Continue");
    }
  }

  @Test
  void aClientThatWaitsForLeaveAndGetsAnAnswerInsteadIsClosed() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      client.send(request("POST", "/", "Content-Length: 3", "Expect: 100-continue"));
      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void whatTheHandlerDoesNotReadOfABodyIsSkipped() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      client.send(request("POST", "/1", "Content-Length: 6000") + "x".repeat(6000));
      client.send(request("POST", "/2", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n");
      client.get("/3");
      assertThat(client.reply().text()).isEqualTo("POST /1");
      assertThat(client.reply().text()).isEqualTo("POST /2");
      assertThat(client.reply().text()).isEqualTo("GET /3");
    }
  }

  @Test
  void aConnectionIsClosedRatherThanALargeRestOfABodyRead() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      Reply reply = client.send(request("POST", "/", "Content-Length: 1000000")).reply();
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void chunksWithExtensionsAndTrailersArePutTogether() throws IOException {
    try (HttpTalk client = HttpTalk.with(ECHO)) {
      client.send(request("POST", "/", "Transfer-Encoding: chunked"));
      client.send("5;a=b\r\nhello\r\nA\r\n, wide wor\r\n2\r\nld\r\n0\r\nTrailer: x\r\n\r\n");
      assertThat(client.reply().text()).isEqualTo("hello, wide world");
      assertThat(client.get("/").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void anAbsoluteTargetIsServedAsItsPath() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      assertThat(client.get("http://test:80/a?b").reply().text()).isEqualTo("GET /a?b");
      assertThat(client.get("HTTP://test").reply().text()).isEqualTo("GET /");
      assertThat(client.get("http://TEST?q").reply().text()).isEqualTo("GET /?q");
      assertThat(client.send(request("OPTIONS", "*")).reply().text()).isEqualTo("OPTIONS *");
      assertThat(client.send(request("OPTIONS", "http://test:")).reply().text())
          .isEqualTo("OPTIONS *");
    }
  }

  @Test
  void anAbsoluteTargetOfHttpsIsServedOverTlsOnly() throws IOException {
    String request = request("GET", "https://test/a?b");
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      assertThat(client.send(request).reply().status()).isEqualTo(400);
    }
    try (Server server =
            Server.builder(new Http(HELLO))
                .engine(Engine.virtual())
                .tls(Tls.of(TestTls.server()))
                .start();
        Socket client =
            TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(Reply.read(client.getInputStream(), false).text()).isEqualTo("GET /a?b");
    }
  }

  @Test
  void plainHttpOnAPortOfHttpsIsAnsweredWithAnError() throws IOException {
    try (Server server =
            Server.builder(new Http(HELLO))
                .engine(Engine.virtual())
                .tls(Tls.of(TestTls.server()))
                .start();
        var client = new Socket("127.0.0.1", server.port())) {
      client.getOutputStream().write(request("GET", "/").getBytes(StandardCharsets.US_ASCII));
      Reply reply = Reply.read(client.getInputStream(), false);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).isEqualTo("plain HTTP was sent to an HTTPS port: use https://\n");
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void theHostIsThatOfTheTargetOrElseOfTheField() throws IOException {
    HttpHandler handler = request -> HttpResponse.text(200, "host " + request.host());
    try (HttpTalk client = HttpTalk.with(handler)) {
      String keep = " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
      assertThat(client.get("/").reply().text()).isEqualTo("host test");
      assertThat(client.send("GET http://[::1]:80/" + keep).reply().text())
          .isEqualTo("host [::1]:80");
      assertThat(client.send("GET /" + keep).reply().text()).isEqualTo("host null");
      assertThat(client.get("http://Other.example:81/").reply().text())
          .isEqualTo("host Other.example:81");
      assertThat(client.send("GET http://a/ HTTP/1.1\r\nHost:\r\n\r\n").reply().text())
          .isEqualTo("host a");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void anEmptyLineBehindARequestBeginsNoOther(Engine engine) throws Exception {
    HttpHandler path = request -> HttpResponse.text(200, request.path());
    try (HttpTalk client = HttpTalk.with(new Http(path), engine)) {
      client.send(request("GET", "/one") + "\r\n");
      assertThat(client.reply().text()).isEqualTo("/one");
      client.send("\n" + request("GET", "/two") + "\r\n");
      assertThat(client.reply().text()).isEqualTo("/two");
      var drained = CompletableFuture.supplyAsync(() -> drain(client));
      assertThat(client.isOver()).isTrue(); // at once: no request is under way that would time out
      client.end();
      assertThat(drained.get()).isTrue();
    }
  }

  private static boolean drain(HttpTalk client) {
    try {
      return client.server.drain(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void emptyLinesWithoutEndAreTakenForTheBeginningOfARequest() throws IOException {
    var limits = HttpLimits.DEFAULT.withTimeouts(Duration.ofMillis(200), Duration.ofSeconds(30));
    var http = new Http(request -> HttpResponse.empty(204), limits);
    try (HttpTalk client = HttpTalk.with(http, Engine.virtual())) {
      client.send("\r\n".repeat(10));
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void numbersMayBeginWithAnyNumberOfZeros() throws IOException {
    String zeros = "0".repeat(40);
    try (HttpTalk client = HttpTalk.with(ECHO)) {
      client.send(request("POST", "/", "Content-Length: " + zeros + 3) + "abc");
      assertThat(client.reply().text()).isEqualTo("abc");
      client.send(request("POST", "/", "Content-Length: " + zeros));
      assertThat(client.reply().text()).isEmpty();
      client.send(request("POST", "/", "Transfer-Encoding: Chunked"));
      client.send(zeros + "a\r\n0123456789\r\n" + zeros + "\r\n\r\n");
      assertThat(client.reply().text()).isEqualTo("0123456789");
    }
  }

  @Test
  void chunkExtensionsAndTrailersChangeNothing() throws IOException {
    try (HttpTalk client = HttpTalk.with(ECHO)) {
      client.send(request("POST", "/", "Transfer-Encoding: chunked"));
      client.send("3;a\r\nabc\r\n2 ; b=c\r\nde\r\n1\t;x=\"y;z\"\r\nf\r\n0;end\r\n");
      client.send("Content-Length: 100\r\nTransfer-Encoding: gzip\r\nHost: b\r\n\r\n");
      assertThat(client.reply().text()).isEqualTo("abcdef");
      assertThat(client.get("/").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void linesOfAHeadMayEndWithLFAlone() throws IOException {
    try (HttpTalk client = HttpTalk.with(HELLO)) {
      assertThat(client.send("\n\r\nGET /a HTTP/1.1\nHost: a\n\n").reply().text())
          .isEqualTo("GET /a");
    }
  }

  @Test
  void thePathAndTheQueryAreToldApart() throws IOException {
    HttpHandler handler = request -> HttpResponse.text(200, request.path() + ' ' + request.query());
    try (HttpTalk client = HttpTalk.with(handler)) {
      assertThat(client.get("/a?b?c").reply().text()).isEqualTo("/a b?c");
      assertThat(client.get("/a").reply().text()).isEqualTo("/a null");
    }
  }

  @Test
  void headerFieldsAreFoundInAnyCaseAndJoinedWhereThereAreSeveral() throws IOException {
    HttpHandler handler =
        request -> HttpResponse.text(200, request.headers().joined("x-LIST") + request.header("X"));
    try (HttpTalk client = HttpTalk.with(handler)) {
      Reply reply = client.get("/", "X-List: a", "X-Other: 1", "X-List:   b\t").reply();
      assertThat(reply.text()).isEqualTo("a, bnull");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aConnectionSwitchesToAnotherProtocol(Engine engine) throws IOException {
    HttpHandler upgrading =
        request ->
            HttpResponse.upgrade(
                "shout",
                upgraded -> {
                  while (upgraded.awaitMessage()) {
                    int letter = upgraded.input().read();
                    upgraded.connection().writeText(("" + (char) letter).toUpperCase());
                  }
                });
    try (HttpTalk client = HttpTalk.with(new Http(upgrading), engine)) {
      Reply reply = client.send(request("GET", "/", "Upgrade: shout") + "ab").reply();
      assertThat(reply.status()).isEqualTo(101);
      assertThat(reply.header("Upgrade")).isEqualTo("shout");
      assertThat(reply.header("Connection")).isEqualTo("Upgrade");
      assertThat(client.take(2)).isEqualTo("AB");
      client.send("cd").end();
      assertThat(client.take(2)).isEqualTo("CD");
      assertThat(client.isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
      })
  void anotherProtocolBeginsBehindTheBodyOfItsRequest(String rest) throws IOException {
    HttpHandler echoing =
        request ->
            HttpResponse.upgrade(
                "echo", upgraded -> upgraded.input().transferTo(upgraded.connection().output()));
    try (HttpTalk client = HttpTalk.with(echoing)) {
      client.send("POST / HTTP/1.1\r\nHost: test\r\nUpgrade: echo\r\n" + rest + "behind").end();
      assertThat(client.reply().status()).isEqualTo(101);
      assertThat(client.take(7)).isEqualTo("behind");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n",
        "Content-Length: 1000000\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\nabc\r\n"
      })
  void thereIsNoUpgradeBeforeABodyThatHasNotCome(String rest) throws IOException {
    try (HttpTalk client = HttpTalk.with(request -> HttpResponse.upgrade("echo", upgraded -> {}))) {
      client.send("POST / HTTP/1.1\r\nHost: test\r\nUpgrade: echo\r\n" + rest).end();
      assertThat(client.reply().status()).isEqualTo(400);
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void aResponseCannotBeSplit() {
    assertThatThrownBy(() -> HttpResponse.text(200, "").with("X", "a\r\nSet-Cookie: b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HttpResponse.text(200, "").with("X:", "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HttpResponse.text(200, "").with("content-LENGTH", "1"))
        .hasMessage("content-LENGTH is added when the response is sent");
  }
}
