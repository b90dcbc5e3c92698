package dev.heddle.http.websocket;

import dev.heddle.Server;
import dev.heddle.http.Http;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// What the Autobahn test suite talks to: an echo that takes large messages.
public final class AutobahnServer {
  /// The suite gives up after 100 s, and reads nothing for half a minute beside other tests.
  private static final Duration PATIENCE = Duration.ofSeconds(110);

  private AutobahnServer() {}

  /// @param arguments the port
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var options =
        WebSocketOptions.DEFAULT.withMaxMessageBytes(64 * 1024 * 1024).withPingInterval(PATIENCE);
    var echo = new WebSocketEndpoint((socket, request) -> echo(socket), options);
    int port = Integer.parseInt(arguments[0]);
    try (Server server = Server.builder(new Http(echo)).idleTimeout(PATIENCE).port(port).start()) {
      server.awaitTermination();
    }
  }

  private static void echo(WebSocket socket) throws IOException {
    for (WebSocketMessage message; (message = socket.receive()) != null; ) {
      switch (message) {
        case WebSocketMessage.Text(String text) -> socket.send(text);
        case WebSocketMessage.Binary(ByteBuffer bytes) -> socket.send(bytes.array());
      }
    }
  }
}
