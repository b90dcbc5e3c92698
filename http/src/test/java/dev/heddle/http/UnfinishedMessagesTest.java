package dev.heddle.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Engine;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.http.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What half requests, half messages and the heads of requests for other protocols may hold in
/// memory together, if clients are many.
class UnfinishedMessagesTest {
  private static final Limits SMALL = Limits.DEFAULT.withMaxBufferedBytes(512L * 1024);
  private static final int CLIENTS = 40;

  /// Their bytes alone are within the limit.
  private static final int CLIENTS_BELOW = 10;

  private static final String PIECE = "x".repeat(20 * 1024);
  private static final String HANDSHAKE = handshake("X: y");

  private static final WebSocketEndpoint SOCKET =
      new WebSocketEndpoint((socket, request) -> {
        while (socket.receive() != null) {}
      });
  private static final HttpHandler HANDLER =
      request ->
          request.path().equals("/socket")
              ? SOCKET.handle(request)
              : HttpResponse.text(200, "" + request.readBody().length);

  private static String handshake(String line) {
    return HttpTalk.request(
        "GET",
        "/socket",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        line);
  }

  private static Stream<Arguments> halves() {
    String chunked = HttpTalk.request("POST", "/", "Transfer-Encoding: chunked");
    List<Arguments> all = new ArrayList<>();
    for (Engine engine : List.of(Engine.threads(), Engine.virtual(), Engine.loops(1))) {
      all.add(half(engine, "head", "GET / HTTP/1.1\r\nHost: a\r\nX: " + PIECE));
      all.add(half(engine, "body", HttpTalk.request("POST", "/", "Content-Length: 60000") + PIECE));
      all.add(half(engine, "chunk", chunked + "f000\r\n" + PIECE));
      all.add(
          half(
              engine,
              "trailers",
              chunked + "0\r\n" + ("X: " + "x".repeat(995) + "\r\n").repeat(20)));
      all.add(half(engine, "frame", HANDSHAKE + frame(0x82, 60_000) + PIECE));
      all.add(half(engine, "message", HANDSHAKE + frame(0x01, PIECE.length()) + PIECE));
      all.add(half(engine, "handshake", handshake("X: " + PIECE)));
    }
    return all.stream();
  }

  private static Arguments half(Engine engine, String what, String bytes) {
    return Arguments.of(engine, what, bytes);
  }

  /// A client's frame's head; its mask is zero.
  private static String frame(int first, int length) {
    return (char) first + "\u00fe" + (char) (length >> 8) + (char) (length & 0xff) + "\0\0\0\0";
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("halves")
  void thoseOfManyAreBoundedAndOthersAreServed(Engine engine, String what, String half)
      throws IOException {
    List<Socket> clients = new ArrayList<>();
    try (Server server = Server.builder(new Http(HANDLER)).engine(engine).limits(SMALL).start()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(client(server, half));
      }
      Eventually.that("some are closed for it", () -> closedForMemory(server) > 0);
      long closed = Eventually.settles(Duration.ofMillis(300), () -> closedForMemory(server));
      assertThat(closed).isBetween(10L, CLIENTS - 1L);
      try (HttpTalk other = HttpTalk.to(server)) {
        other.send(HttpTalk.request("POST", "/", "Content-Length: 2") + "hi");
        assertThat(other.reply().text()).isEqualTo("2");
      }
      assertThat(server.stats().failures()).isEmpty();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  /// A text is in memory as two bytes a character, and in an array of up to twice the size.
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("texts")
  void aTextCountsAsMuchAsItTakesInMemory(Engine engine, String what, String half)
      throws IOException {
    List<Socket> clients = new ArrayList<>();
    try (Server server = Server.builder(new Http(HANDLER)).engine(engine).limits(SMALL).start()) {
      for (int i = 0; i < CLIENTS_BELOW; i++) {
        clients.add(client(server, half));
      }
      Eventually.that("some are closed for it", () -> closedForMemory(server) > 0);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static Stream<Arguments> texts() {
    List<Arguments> all = new ArrayList<>();
    String wide = new String("€".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    String text = PIECE + wide;
    for (Engine engine : List.of(Engine.virtual(), Engine.loops(1))) {
      all.add(half(engine, "head", "GET / HTTP/1.1\r\nHost: a\r\nX: " + PIECE));
      all.add(half(engine, "message", HANDSHAKE + frame(0x01, text.length()) + text));
    }
    return all.stream();
  }

  private static Socket client(Server server, String half) throws IOException {
    var socket = new Socket("127.0.0.1", server.port());
    try {
      socket.getOutputStream().write(half.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException e) {
      // It is closed already.
    }
    return socket;
  }

  private static long closedForMemory(Server server) {
    return server.stats().closed().get(CloseReason.MEMORY);
  }
}
