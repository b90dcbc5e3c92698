package planted;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/// The JDK's own HTTP server, with a virtual thread for each request.
final class JdkServer {
  private JdkServer() {}

  public static void main(String[] args) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] answer;
          try {
            answer = Planted.answer(exchange.getRequestURI().getPath()).getBytes();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    System.out.println("listening " + server.getAddress().getPort());
  }
}
