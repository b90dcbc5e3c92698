package outside;

import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.http.Http;
import dev.heddle.http.HttpResponse;
import dev.heddle.sim.Simulation;
import dev.heddle.testkit.ConnectionPair;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;

/// Uses each library of a release, and prints what came of it.
public final class Main {
  private static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine("ECHO: " + line);
        }
      };
  private static final Handler WEB = new Http(request -> HttpResponse.text(200, "hello"));

  private Main() {}

  public static void main(String[] args) throws IOException {
    System.out.println("core: " + core() + where(Server.class));
    System.out.println("http: " + http() + where(Http.class));
    System.out.println("testkit: " + testkit() + where(ConnectionPair.class));
    System.out.println("sim: " + Simulation.class.getSimpleName() + where(Simulation.class));
  }

  private static String core() throws IOException {
    try (Server server = Server.builder(ECHO).start()) {
      return ask(server, "hello\n");
    }
  }

  private static String http() throws IOException {
    try (Server server = Server.builder(WEB).start()) {
      return ask(server, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
  }

  private static String testkit() throws IOException {
    try (var pair = ConnectionPair.serving(ECHO)) {
      pair.client().writeLine("hello");
      return pair.client().readLine();
    }
  }

  private static String ask(Server server, String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes());
      return new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
    }
  }

  private static String where(Class<?> type) {
    return ", in " + (type.getModule().isNamed() ? type.getModule().getName() : "the class path");
  }
}
