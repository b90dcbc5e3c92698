package planted;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

/// Helidon, which has a virtual thread for each connection.
final class HelidonServer {
  private HelidonServer() {}

  public static void main(String[] args) {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(
                HttpRouting.builder()
                    .get("/*", (in, out) -> out.send(Planted.answer(in.path().path())))
                    .get("/*/*", (in, out) -> out.send(Planted.answer(in.path().path()))))
            .build()
            .start();
    System.out.println("listening " + server.port());
  }
}
