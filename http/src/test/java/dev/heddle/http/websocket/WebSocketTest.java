package dev.heddle.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Group;
import dev.heddle.http.Http;
import dev.heddle.http.HttpTalk;
import dev.heddle.http.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket.Listener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WebSocketTest {
  private static final WebSocketEndpoint.SocketHandler ECHO =
      (socket, request) -> {
        for (WebSocketMessage message; (message = socket.receive()) != null; ) {
          switch (message) {
            case WebSocketMessage.Text(String text) -> socket.send(text);
            case WebSocketMessage.Binary(ByteBuffer bytes) -> {
              byte[] copy = new byte[bytes.remaining()];
              bytes.get(copy);
              socket.send(copy);
            }
          }
        }
      };

  private static final String[] HANDSHAKE = {
    "Upgrade: websocket",
    "Connection: keep-alive, Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  };

  private static Stream<Engine> engines() {
    return Stream.of(Engine.blocking(), Engine.threads(), Engine.virtual(), Engine.loops(1));
  }

  private static HttpTalk open(WebSocketEndpoint endpoint, Engine engine) throws IOException {
    HttpTalk client = HttpTalk.with(new Http(endpoint), engine);
    assertThat(client.get("/", HANDSHAKE).reply().status()).isEqualTo(101);
    return client;
  }

  private static HttpTalk echo() throws IOException {
    return open(new WebSocketEndpoint(ECHO), Engine.virtual());
  }

  /// A client's frame; its mask is zero, so that its payload can be read.
  private static String frame(int first, String payload) {
    int length = payload.length();
    String size =
        length < 126
            ? "" + (char) (0x80 | length)
            : "\u00fe" + (char) (length >> 8) + (char) (length & 0xff);
    return (char) first + size + "\0\0\0\0" + payload;
  }

  private static String text(String payload) {
    return frame(0x81, payload);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void messagesGoBothWays(Engine engine) throws Exception {
    var endpoint = new WebSocketEndpoint(ECHO);
    try (HttpTalk host =
        HttpTalk.with(
            new Http(endpoint), engine.name().equals("blocking") ? Engine.virtual() : engine)) {
      var listener = new Received();
      java.net.http.WebSocket client =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + host.server.port() + "/"), listener)
              .get();
      String large = "é0123456789".repeat(20_000);
      client.sendText("hi", true).get();
      client.sendText(large.substring(0, 7), false).get();
      client.sendText(large.substring(7), true).get();
      client.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).get();
      client.sendPing(ByteBuffer.wrap(new byte[] {9})).get();
      assertThat(listener.next()).isEqualTo("hi");
      assertThat(listener.next()).isEqualTo(large);
      assertThat(listener.next()).isEqualTo("[1, 2, 3]");
      assertThat(listener.next()).isEqualTo("pong [9]");
      client.sendClose(1000, "bye").get();
      assertThat(listener.next()).isEqualTo("close 1000");
    }
  }

  @Test
  void messagesAreCountedAsSuchHoweverManyFramesTheyHave() throws IOException {
    try (HttpTalk client = echo()) {
      client.send(text("a") + frame(0x01, "b") + frame(0x80, "c"));
      assertThat(client.take(7)).isEqualTo("\u0081\1a\u0081\2bc");
      client.end().isOver();
      client.server.close();
      assertThat(client.server.stats().messagesIn()).isEqualTo(1 + 2);
      assertThat(client.server.stats().messagesOut()).as("and a close").isEqualTo(1 + 2 + 1);
    }
  }

  @Test
  void theHandshakeIsThatOfTheRFC() throws IOException {
    try (HttpTalk client = HttpTalk.with(new WebSocketEndpoint(ECHO))) {
      Reply reply = client.get("/", HANDSHAKE).reply();
      assertThat(reply.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(reply.header("Connection")).isEqualTo("Upgrade");
      assertThat(reply.header("Upgrade")).isEqualTo("websocket");
      assertThat(reply.has("Content-Length")).isFalse();
      assertThat(reply.has("Sec-WebSocket-Protocol")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "426, 0, X: y",
    "426, 1, X: y",
    "426, 2, Sec-WebSocket-Version: 8",
    "400, 3, X: y",
    "400, 3, Sec-WebSocket-Key: c2hvcnQ=",
    "400, 3, Sec-WebSocket-Key: ?",
    "403, 9, Origin: http://evil.example",
    "403, 9, Origin: null",
    "101, 9, Origin: http://test",
    "101, 9, Origin: https://TEST",
  })
  void aHandshakeThatIsNotRightIsRefused(int status, int replaced, String line) throws IOException {
    String[] lines = HANDSHAKE.clone();
    if (replaced < lines.length) {
      lines[replaced] = line;
    } else {
      lines[0] += "\r\n" + line;
    }
    try (HttpTalk client = HttpTalk.with(new WebSocketEndpoint(ECHO))) {
      Reply reply = client.get("/", lines).reply();
      assertThat(reply.status()).isEqualTo(status);
      if (status == 426) {
        assertThat(reply.header("Upgrade")).isEqualTo("websocket");
        assertThat(reply.header("Connection")).isEqualTo("Upgrade");
      }
    }
  }

  @Test
  void pagesOfOtherHostsConnectWhereTheyMay() throws IOException {
    var options = WebSocketOptions.DEFAULT.withOrigins("https://example.org");
    try (HttpTalk client = HttpTalk.with(new WebSocketEndpoint(ECHO, options))) {
      client.get("/", String.join("\r\n", HANDSHAKE), "Origin: https://example.org");
      assertThat(client.reply().status()).isEqualTo(101);
    }
  }

  @Test
  void theFirstSubprotocolOfTheClientThatIsKnownIsChosen() throws IOException {
    var options = WebSocketOptions.DEFAULT.withProtocols("a", "b");
    try (HttpTalk client = HttpTalk.with(new WebSocketEndpoint(ECHO, options))) {
      client.get("/", String.join("\r\n", HANDSHAKE), "Sec-WebSocket-Protocol: c, b, a");
      assertThat(client.reply().header("Sec-WebSocket-Protocol")).isEqualTo("b");
    }
  }

  @Test
  void fragmentsArePutTogetherAndPingsBetweenThemAnswered() throws IOException {
    try (HttpTalk client = echo()) {
      client.send(frame(0x01, "ab") + frame(0x89, "!") + frame(0x00, "c") + frame(0x80, "d"));
      assertThat(client.take(3)).isEqualTo("\u008a\u0001!");
      assertThat(client.take(6)).isEqualTo("\u0081\u0004abcd");
    }
  }

  @Test
  void maskedPayloadsAreUnmasked() throws IOException {
    try (HttpTalk client = echo()) {
      client.send("\u0081\u0085\u0037\u00fa\u0021\u003d\u007f\u009f\u004d\u0051\u0058");
      assertThat(client.take(7)).isEqualTo("\u0081\u0005Hello");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1002 | 81 00", // not masked
        "1002 | C1 80 00000000", // reserved bits
        "1002 | 83 80 00000000", // unknown opcodes
        "1002 | 8B 80 00000000",
        "1002 | 09 80 00000000", // a ping in fragments
        "1002 | 89 FE 007E 00000000", // a long ping
        "1002 | 80 80 00000000", // a continuation of nothing
        "1002 | 01 80 00000000 81 80 00000000", // a message inside another
        "1002 | 82 FE 0001 00000000", // a length not as short as can be
        "1002 | 82 FF 8000000000000000 00000000",
        "1009 | 82 FF 7FFFFFFFFFFFFFFF 00000000",
        "1009 | 82 FF 0000000000100001 00000000",
        "1007 | 81 82 00000000 C3 28",
        "1007 | 81 81 00000000 C3", // cut off
        "1007 | 81 FE 1000 00000000 80", // before the rest has come
        "1007 | 01 83 00000000 ED A0 80", // half a surrogate pair
        "1002 | 88 81 00000000 03",
        "1002 | 88 82 00000000 03ED", // 1005
        "1002 | 88 82 00000000 0BB7", // 2999
        "1007 | 88 83 00000000 03E8 FF",
        "1000 | 88 82 00000000 03E8",
        "4000 | 88 83 00000000 0FA0 61",
      })
  void whatItIsClosedWith(int code, String hex) throws IOException {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    try (HttpTalk client = echo()) {
      client.send(new String(bytes, StandardCharsets.ISO_8859_1));
      String head = client.take(4);
      assertThat(head.charAt(0)).isEqualTo('\u0088');
      assertThat((int) ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)).getShort(2))
          .isEqualTo(code);
      client.take(head.charAt(1) - 2);
      assertThat(client.end().isOver()).isTrue();
    }
  }

  @Test
  void aCloseWithoutACodeIsAnsweredByOneWithout() throws IOException {
    try (HttpTalk client = echo()) {
      client.send(frame(0x88, ""));
      assertThat(client.take(2)).isEqualTo("\u0088\u0000");
      assertThat(client.end().isOver()).isTrue();
    }
  }

  @Test
  void aSessionThatReturnsClosesAndHearsTheClientOut() throws Exception {
    var code = new CompletableFuture<Integer>();
    WebSocketEndpoint.SocketHandler hello =
        (socket, request) -> {
          socket.send("hello " + request.path());
          socket.close(4001, "enough");
          socket.send("too late");
          while (socket.receive() != null) {}
          code.complete(socket.closeCode());
        };
    try (HttpTalk client = open(new WebSocketEndpoint(hello), Engine.virtual())) {
      assertThat(client.take(9)).isEqualTo("\u0081\u0007hello /");
      assertThat(client.take(10)).isEqualTo("\u0088\u0008\u000f\u00a1enough");
      client.send(text("still on its way") + frame(0x88, "\u000f\u00a1"));
      assertThat(client.isOver()).isTrue();
      assertThat(code.get()).isEqualTo(4001);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aClientThatSendsByteByByteCannotPutOffTheEndOfAWebSocketThatIsClosed(Engine engine)
      throws IOException {
    var endpoint = new WebSocketEndpoint((socket, request) -> socket.send("bye"));
    try (ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
        HttpTalk client = open(endpoint, engine)) {
      assertThat(client.take(9)).isEqualTo("\u0081\u0003bye\u0088\u0002\u0003\u00e8");
      client.send(frame(0x82, "x".repeat(30_000)).substring(0, 10));
      var drops =
          dripping.scheduleWithFixedDelay(
              () -> {
                try {
                  client.send("x");
                } catch (IOException e) {
                  throw new UncheckedIOException(e); // it was closed: no more drops
                }
              },
              0,
              100,
              TimeUnit.MILLISECONDS);
      assertThat(client.isOver()).isTrue();
      drops.cancel(false);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatWasPostedBeforeAWebSocketIsClosedComesBeforeItsEnd(Engine engine) throws IOException {
    var endpoint =
        new WebSocketEndpoint((socket, request) -> {
          for (int i = 0; i < 20; i++) {
            socket.outbox().send(dev.heddle.http.websocket.WebSocket.text("bye"));
          }
        });
    try (HttpTalk client = open(endpoint, engine)) {
      assertThat(client.take(104))
          .isEqualTo("\u0081\u0003bye".repeat(20) + "\u0088\u0002\u0003\u00e8");
      client.send(frame(0x88, "\u0003\u00e8"));
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void aSilentClientIsPingedAndGivenUp() throws IOException {
    var options = WebSocketOptions.DEFAULT.withPingInterval(Duration.ofMillis(300));
    var endpoint = new WebSocketEndpoint(ECHO, options);
    try (HttpTalk client = open(endpoint, Engine.virtual())) {
      assertThat(client.take(2)).isEqualTo("\u0089\u0000");
      client.send(frame(0x8a, ""));
      assertThat(client.take(2)).isEqualTo("\u0089\u0000");
      try {
        assertThat(client.isOver()).isTrue();
      } catch (java.net.SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDrainingServerSaysThatItGoes(Engine engine) throws Exception {
    try (HttpTalk client = open(new WebSocketEndpoint(ECHO), engine)) {
      client.send(text("x"));
      assertThat(client.take(3)).isEqualTo("\u0081\u0001x");
      var drained =
          CompletableFuture.supplyAsync(() -> {
            try {
              return client.server.drain(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(client.take(4)).isEqualTo("\u0088\u0002\u0003\u00e9");
      client.end();
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void aBroadcastIsEncodedOnceAndWaitsForNoClient() throws Exception {
    var group = new Group();
    var joined = new LinkedBlockingQueue<Boolean>();
    WebSocketEndpoint.SocketHandler member =
        (socket, request) -> {
          group.add(socket.outbox());
          joined.add(true);
          while (socket.receive() != null) {}
        };
    try (HttpTalk client = open(new WebSocketEndpoint(member), Engine.virtual())) {
      joined.take();
      group.broadcast(WebSocket.text("to all"));
      assertThat(client.take(8)).isEqualTo("\u0081\u0006to all");
    }
  }

  /// What the JDK's client has received, as text.
  private static final class Received implements Listener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    String next() throws InterruptedException {
      return events.poll(20, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(
        java.net.http.WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        events.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(
        java.net.http.WebSocket socket, ByteBuffer data, boolean last) {
      events.add(java.util.Arrays.toString(bytes(data)));
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(java.net.http.WebSocket socket, ByteBuffer data) {
      events.add("pong " + java.util.Arrays.toString(bytes(data)));
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
      events.add("close " + code);
      return null;
    }

    private static byte[] bytes(ByteBuffer data) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      return bytes;
    }
  }
}
