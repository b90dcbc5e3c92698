package dev.heddle.observe.recipes;

import dev.heddle.Group;
import dev.heddle.Server;
import dev.heddle.http.Http;
import dev.heddle.http.HttpException;
import dev.heddle.http.HttpHandler;
import dev.heddle.http.HttpRequest;
import dev.heddle.http.HttpResponse;
import dev.heddle.http.files.StaticFiles;
import dev.heddle.http.websocket.WebSocket;
import dev.heddle.http.websocket.WebSocketEndpoint;
import dev.heddle.http.websocket.WebSocketMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// A web service of a few lines.
final class WebService {
  private WebService() {}

  // region http
  static Server start(int port, Path folder) throws IOException {
    HttpHandler files = new StaticFiles(folder, false);
    HttpHandler talk = new WebSocketEndpoint((socket, request) -> talk(socket));
    HttpHandler all =
        request ->
            switch (request.path()) {
              case "/length" -> length(request);
              case "/clock" -> clock();
              case "/talk" -> talk.handle(request);
              default -> files.handle(request);
            };
    return Server.builder(new Http(all)).port(port).start();
  }

  private static HttpResponse length(HttpRequest request) throws IOException {
    if (!request.method().equals("POST")) {
      return HttpResponse.methodNotAllowed("POST");
    }
    byte[] body = request.readBody();
    if (body.length == 0) {
      throw new HttpException(400, "nothing to measure");
    }
    return HttpResponse.text(200, body.length + "\n");
  }

  /// Events, as `EventSource` in browsers reads them, until the client leaves or the server drains.
  private static HttpResponse clock() {
    return HttpResponse.events(events -> {
      do {
        events.send("tick", Instant.now().toString());
      } while (events.pause(Duration.ofSeconds(1)));
    });
  }

  private static final Group TALKERS = new Group();

  /// Each client gets what any client says; one that does not read delays no other.
  private static void talk(WebSocket socket) throws IOException {
    TALKERS.add(socket.outbox());
    while (socket.receive() instanceof WebSocketMessage.Text(String text)) {
      TALKERS.broadcast(WebSocket.text(text));
    }
  }
  // endregion
}
