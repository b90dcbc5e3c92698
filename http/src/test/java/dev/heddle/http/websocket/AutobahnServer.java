package dev.heddle.http.websocket;

import dev.heddle.Server;
import dev.heddle.http.Http;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What the Autobahn test suite talks to: an echo that takes large messages.
public final class AutobahnServer {
  private AutobahnServer() {}

  /// @param arguments the port
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var options = WebSocketOptions.DEFAULT.withMaxMessageBytes(64 * 1024 * 1024);
    var echo = new WebSocketEndpoint((socket, request) -> echo(socket), options);
    try (Server server =
        Server.builder(new Http(echo)).port(Integer.parseInt(arguments[0])).start()) {
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
