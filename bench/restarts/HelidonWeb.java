import io.helidon.webserver.WebServer;
import java.net.InetAddress;

/// A web server that ends as Helidon has it: SIGTERM calls the shutdown hook of its own. `PORT`
final class HelidonWeb {
  private HelidonWeb() {}

  public static void main(String[] args) {
    String page = "hello\n".repeat(100);
    WebServer.builder()
        .address(InetAddress.getLoopbackAddress())
        .port(Integer.parseInt(args[0]))
        .routing(routing -> routing.get("/", (request, response) -> response.send(page)))
        .build()
        .start();
  }
}
