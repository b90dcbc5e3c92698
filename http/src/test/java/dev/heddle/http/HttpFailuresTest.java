package dev.heddle.http;

import static dev.heddle.http.HttpTalk.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Engine;
import dev.heddle.MalformedMessageException;
import dev.heddle.fixtures.LogCapture;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client sees when a handler, or the client itself, fails.
class HttpFailuresTest {
  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void anErrorOfTheHandlerIsAnsweredAndCostsNoThread(Engine engine) throws IOException {
    HttpHandler handler =
        request -> {
          if (request.path().equals("/fails")) {
            throw new NoClassDefFoundError("on purpose");
          }
          return HttpResponse.text(200, "fine");
        };
    try (HttpTalk client = HttpTalk.with(new Http(handler), engine)) {
      Reply failed = client.get("/fails").reply();
      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.text()).isEqualTo("internal error\n");
      assertThat(client.isOver()).isTrue();
      try (HttpTalk next = client.another()) {
        assertThat(next.get("/").reply().text()).isEqualTo("fine");
      }
    }
  }

  @Test
  void anErrorWhileABodyIsWrittenCutsItOff() throws IOException {
    HttpHandler handler =
        request ->
            HttpResponse.streamed(
                200,
                "text/plain",
                -1,
                body -> {
                  body.write(1);
                  body.flush();
                  throw new NoClassDefFoundError("on purpose");
                });
    try (HttpTalk client = HttpTalk.with(new Http(handler), Engine.virtual())) {
      assertThatThrownBy(() -> client.get("/").reply())
          .isInstanceOfAny(SocketException.class, EOFException.class);
    }
  }

  @Test
  void aHandlerThatFailsIsAnswered500WithoutDetails() throws IOException {
    HttpHandler failing =
        request -> {
          throw new IllegalStateException("secret");
        };
    try (HttpTalk client = HttpTalk.with(failing)) {
      Reply reply = client.get("/").reply();
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.text()).isEqualTo("internal error\n");
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // as a program does that is not checked for nulls
  void aHandlerWithoutAResponseIsAnswered500AndNamedInTheLog() throws IOException {
    HttpHandler byPath = request -> Map.of("/a", HttpResponse.text(200, "a")).get(request.path());
    try (LogCapture log = new LogCapture();
        HttpTalk client = HttpTalk.with(byPath)) {
      assertThat(client.get("/a").reply().text()).isEqualTo("a");
      Reply reply = client.get("/b").reply();
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.text()).isEqualTo("internal error\n");
      assertThat(client.isOver()).isTrue();
      assertThat(log.messages(Level.SEVERE)).singleElement().asString().startsWith("GET /b: ");
    }
  }

  @Test
  void aHandlerMayThrowTheErrorThatItAnswers() throws IOException {
    HttpHandler refusing =
        request -> {
          throw new HttpException(403, "not for you");
        };
    try (HttpTalk client = HttpTalk.with(refusing)) {
      Reply reply = client.get("/").reply();
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.text()).isEqualTo("not for you\n");
    }
  }

  @Test
  void aBodyThatBreaksOffDoesNotLookWhole() throws IOException {
    HttpHandler failing =
        request ->
            HttpResponse.streamed(
                200,
                "text/plain",
                body -> {
                  body.write(new byte[100_000]);
                  throw new IllegalStateException("broke off on purpose");
                });
    try (HttpTalk client = HttpTalk.with(failing)) {
      client.get("/");
      assertThatThrownBy(client::reply).isInstanceOfAny(EOFException.class, SocketException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aBodyThatBreaksOffEndsInAResetAndCostsNoEarlierAnswer(Engine engine) throws IOException {
    HttpHandler failing =
        request ->
            request.path().equals("/whole")
                ? HttpResponse.text(200, "whole")
                : HttpResponse.streamed(
                    200,
                    "text/plain",
                    body -> {
                      throw new IllegalStateException("broke off on purpose");
                    });
    try (HttpTalk client = HttpTalk.with(new Http(failing), engine)) {
      String whole = HttpTalk.request("GET", "/whole");
      client.send(whole + whole + HttpTalk.request("GET", "/broken") + whole);
      assertThat(client.reply().text()).isEqualTo("whole");
      assertThat(client.reply().text()).isEqualTo("whole");
      assertThatThrownBy(client::reply).isInstanceOf(SocketException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void anErrorThatAHandlerLetsOutCostsNoEarlierAnswer(Engine engine) throws IOException {
    HttpHandler failing =
        request -> {
          if (request.path().equals("/whole")) {
            return HttpResponse.text(200, "whole");
          }
          throw new AssertionError("on purpose");
        };
    try (HttpTalk client = HttpTalk.with(new Http(failing), engine)) {
      String whole = HttpTalk.request("GET", "/whole");
      client.send(whole + HttpTalk.request("GET", "/broken") + whole);
      assertThat(client.reply().text()).isEqualTo("whole");
      assertThat(client.reply().status()).isEqualTo(500);
      assertThat(client.isOver()).isTrue();
    }
  }

  private static final HttpHandler PARSING =
      request -> {
        InputStream body = request.body();
        return switch (request.path()) {
          case "/text" -> {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            yield HttpResponse.text(200, decoder.decode(ByteBuffer.wrap(body.readAllBytes())) + "");
          }
          case "/lines" -> {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var lines = new BufferedReader(new InputStreamReader(body, decoder)).lines();
            yield HttpResponse.text(200, lines.count() + " lines");
          }
          case "/number" -> HttpResponse.text(200, "" + new DataInputStream(body).readLong());
          case "/modified-utf" -> HttpResponse.text(200, new DataInputStream(body).readUTF());
          case "/rule" -> {
            body.readAllBytes();
            throw new MalformedMessageException("not what the rule wants");
          }
          default -> throw new MalformedByteSequenceOfOurOwn();
        };
      };

  /// If the handler did not read the body, it is its own fault.
  private static final class MalformedByteSequenceOfOurOwn extends CharacterCodingException {
    private static final long serialVersionUID = 1;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/text", "/lines", "/number", "/modified-utf", "/rule"})
  void whatAHandlerCannotMakeSenseOfInABodyIsTheClientsFault(String path) throws IOException {
    try (LogCapture log = new LogCapture();
        HttpTalk client = HttpTalk.with(PARSING)) {
      client.send(request("POST", path, "Content-Length: 4") + "\0\2\u00ff\n");
      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).isEqualTo("malformed request body\n");
      assertThat(client.isOver()).isTrue();
      assertThat(log.messages(Level.WARNING)).isEmpty();
    }
  }

  @Test
  void aHandlersOwnMalformedTextIsAnInternalError() throws IOException {
    try (LogCapture log = new LogCapture();
        HttpTalk client = HttpTalk.with(PARSING)) {
      assertThat(client.get("/own").reply().status()).isEqualTo(500);
      assertThat(log.messages(Level.SEVERE)).hasSize(1);
    }
  }

  @Test
  void aLimitThatABodyBreaksIsAnsweredEvenIfTheExceptionComesWrapped() throws IOException {
    try (LogCapture log = new LogCapture();
        HttpTalk client =
            HttpTalk.with(
                new Http(PARSING, HttpLimits.DEFAULT.withBodyBytes(3)), Engine.virtual())) {
      client.send(request("POST", "/lines", "Transfer-Encoding: chunked") + "4\r\nfour\r\n");
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(log.messages(Level.WARNING)).isEmpty();
    }
  }

  @Test
  void boundsOnTheHeadCanBeNarrowed() throws IOException {
    Http narrow = new Http(PARSING, HttpLimits.DEFAULT.withHead(40, 60, 2));
    for (var refused :
        Map.of(
                "GET /" + "x".repeat(40) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                414,
                request("GET", "/", "X: " + "x".repeat(60)),
                431,
                request("GET", "/", "A: 1\r\nB: 2"),
                431)
            .entrySet()) {
      try (HttpTalk client = HttpTalk.with(narrow, Engine.virtual())) {
        client.send(refused.getKey());
        assertThat(client.reply().status()).isEqualTo(refused.getValue());
      }
    }
  }

  @Test
  void aMalformedRequestThatBreaksOffAnAnswerIsNoFailure() throws IOException {
    HttpHandler echo =
        request -> HttpResponse.streamed(200, "text/plain", out -> request.body().transferTo(out));
    try (LogCapture log = new LogCapture();
        HttpTalk client = HttpTalk.with(echo)) {
      client.send(request("POST", "/", "Transfer-Encoding: chunked") + "1\r\na\r\nno chunk\r\n");
      assertThatThrownBy(client::reply).isInstanceOf(IOException.class);
      assertThat(log.messages(Level.WARNING)).isEmpty();
    }
  }

  @Test
  void aBodyOfAnotherLengthThanPromisedDoesNotLookWhole() throws IOException {
    HttpHandler lying =
        request ->
            HttpResponse.streamed(
                200, "text/plain", 100, body -> body.write(new byte[request.path().length()]));
    for (int length : new int[] {99, 101}) {
      try (HttpTalk client = HttpTalk.with(lying)) {
        client.get('/' + "x".repeat(length - 1));
        assertThatThrownBy(client::reply).isInstanceOf(IOException.class);
      }
    }
  }
}
