package dev.heddle.lab.steps;

import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A web server by hand: ten lines of it, and then a small correct one, [HandMadeWeb].
final class Step15 {
  private Step15() {}

  // region ten
  static Server startTenLines(int port) throws IOException {
    Handler hello =
        connection -> {
          String request = connection.readLine(); // GET / HTTP/1.1
          String body = "You sent: " + request + "\n";
          connection.writeText("HTTP/1.0 200 OK\r\n");
          connection.writeText("Content-Type: text/plain; charset=utf-8\r\n\r\n");
          connection.writeText(body);
        };
    return Server.builder(hello).port(port).start();
  }

  // endregion

  /// Serves the current folder.
  static Server start(int port) throws IOException {
    return start(port, Path.of(""));
  }

  // region server
  static Server start(int port, Path folder) throws IOException {
    var web = new HandMadeWeb(folder.toRealPath());
    return Server.builder(web::serve).port(port).idleTimeout(Duration.ofSeconds(30)).start();
  }
  // endregion
}
