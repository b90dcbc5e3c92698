package dev.heddle.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The JDK's HTTP clients in worlds.
class HttpTest {
  private static final int PORT = 8080;
  private static final URI SERVER = URI.create("http://server:" + PORT + "/");

  private static Simulation worlds(World.Body body) {
    return Simulation.of(body).seeds(60);
  }

  /// Accepts connections, and answers none.
  private static void acceptAndSayNothing() throws IOException {
    try (var server = new ServerSocket(PORT)) {
      while (true) {
        var _ = server.accept();
      }
    }
  }

  /// Answers each request of each connection with the number of the connection and of the request.
  private static void serve() throws IOException {
    try (var server = new ServerSocket(PORT)) {
      for (int connection = 1; ; connection++) {
        Socket client = server.accept();
        int number = connection;
        Thread.ofPlatform().daemon().start(() -> answer(client, number));
      }
    }
  }

  private static void answer(Socket client, int connection) {
    try (client) {
      InputStream in = client.getInputStream();
      for (int request = 1; hasRequest(in); request++) {
        String body = connection + "/" + request;
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        client.getOutputStream().write(answer.getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  /// Reads up to the empty line that ends a request; false if there is none any more.
  private static boolean hasRequest(InputStream in) throws IOException {
    for (int ends = 0; ends < 2; ) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
    }
    return true;
  }

  private static void awaitTimeout(World world) throws Exception {
    world.host("server").onBoot(HttpTest::acceptAndSayNothing);
    world
        .host("client")
        .call(() -> {
          Thread.sleep(100); // until the server listens
          try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(SERVER).timeout(Duration.ofSeconds(5)).build();
            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
            assertThat(world.elapsed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
            client.shutdownNow();
          }
          return null;
        });
    world.host("server").crash();
  }

  @Test
  void aRequestTimesOutInVirtualTime() {
    Simulation worlds = worlds(HttpTest::awaitTimeout);
    Report report = worlds.run();
    report.requireSuccess();
    assertThat(worlds.run().digest()).isEqualTo(report.digest());
  }

  @Test
  void aRequestIsAnswered() {
    Simulation worlds =
        worlds(world -> {
          world.host("server").onBoot(HttpTest::serve);
          world
              .host("client")
              .call(() -> {
                Thread.sleep(100);
                try (var client = HttpClient.newHttpClient()) {
                  var request = HttpRequest.newBuilder(SERVER).build();
                  for (String answer : new String[] {"1/1", "1/2"}) {
                    assertThat(client.send(request, BodyHandlers.ofString()).body())
                        .isEqualTo(answer);
                  }
                  client.shutdownNow();
                }
                return null;
              });
          world.host("server").crash();
        });
    Report report = worlds.run();
    report.requireSuccess();
    assertThat(worlds.run().digest()).isEqualTo(report.digest());
  }
}
