package example;

import dev.heddle.watch.ThreadWatch;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;

/// A web application on Helidon, which has a virtual thread for each request. Its threads are
/// watched.
public final class WebApplication {
  private WebApplication() {}

  static WebServer start(int port, HttpRouting.Builder routing) {
    return WebServer.builder().host("127.0.0.1").port(port).routing(routing).build().start();
  }

  public static void main(String[] args) {
    ThreadWatch watch = ThreadWatch.builder().every(Duration.ofSeconds(1)).start();
    WebServer server =
        start(8080, HttpRouting.builder().get("/", (in, out) -> out.send("hello")));
    System.out.println("listening: 127.0.0.1:" + server.port() + ", watched by " + watch);
  }
}
