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
import java.util.concurrent.locks.LockSupport;
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
    serve(0);
  }

  /// The body comes `pause` milliseconds after the head.
  private static void serve(long pause) throws IOException {
    try (var server = new ServerSocket(PORT)) {
      for (int connection = 1; ; connection++) {
        Socket client = server.accept();
        int number = connection;
        Thread.ofPlatform().daemon().start(() -> answer(client, number, pause));
      }
    }
  }

  private static void answer(Socket client, int connection, long pause) {
    try (client) {
      InputStream in = client.getInputStream();
      for (int request = 1; hasRequest(in); request++) {
        String body = connection + "/" + request;
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
        client.getOutputStream().write(head.getBytes(US_ASCII));
        LockSupport.parkNanos(pause * 1_000_000);
        client.getOutputStream().write(body.getBytes(US_ASCII));
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

  /// A server, and a client that works once the server listens.
  private static void talk(World world, Part server, Part client) throws Exception {
    world.host("server").onBoot(server::play);
    world
        .host("client")
        .call(() -> {
          Thread.sleep(100);
          client.play();
          return null;
        });
  }

  private interface Part {
    void play() throws Exception;
  }

  private static Simulation talks(Part server, Part client) {
    return worlds(world -> {
      talk(world, server, client);
      world.host("server").crash();
    });
  }

  private static void areTheSameTwice(Simulation worlds) {
    Report report = worlds.run();
    report.requireSuccess();
    assertThat(worlds.run().digest()).isEqualTo(report.digest());
  }

  private static void asksInVain(HttpClient client) {
    var request = HttpRequest.newBuilder(SERVER).timeout(Duration.ofSeconds(5)).build();
    assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void aRequestTimesOutInVirtualTime() {
    areTheSameTwice(
        worlds(world -> {
          talk(
              world,
              HttpTest::acceptAndSayNothing,
              () -> {
                try (var client = HttpClient.newHttpClient()) {
                  asksInVain(client);
                  assertThat(world.elapsed())
                      .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
                  client.shutdownNow();
                }
              });
          world.host("server").crash();
        }));
  }

  /// It would end when the garbage collector has found it, in that world or in a later one.
  @Test
  void aClientThatNobodyClosesWakesNoWorld() {
    areTheSameTwice(
        worlds(world -> {
          talk(world, HttpTest::acceptAndSayNothing, () -> asksInVain(HttpClient.newHttpClient()));
          System.gc();
          Thread.sleep(10_000);
          world.host("server").crash();
        }));
  }

  private static String ask() throws IOException {
    try (InputStream in = SERVER.toURL().openStream()) {
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  @Test
  void aConnectionIsReusedWithinAWorldOnly() {
    areTheSameTwice(
        worlds(world -> {
          talk(
              world,
              HttpTest::serve,
              () -> {
                assertThat(ask()).isEqualTo("1/1");
                assertThat(ask()).isEqualTo("1/2");
              });
          world
              .host("another")
              .call(() -> {
                assertThat(ask()).isEqualTo("2/1");
                return null;
              });
          world.host("server").crash();
        }));
  }

  @Test
  void aConnectionThatHasBeenIdleForFiveVirtualSecondsIsClosed() {
    Simulation worlds =
        talks(
            HttpTest::serve,
            () -> {
              assertThat(ask()).isEqualTo("1/1");
              Thread.sleep(11_000);
              assertThat(ask()).isEqualTo("2/1");
            });
    worlds.run().requireSuccess();
  }

  @Test
  void aConnectionWhoseAnswerIsNotReadIsClosed() {
    Simulation worlds =
        talks(
            () -> serve(1000),
            () -> {
              SERVER.toURL().openStream().close();
              assertThat(ask()).isEqualTo("2/1");
            });
    worlds.run().requireSuccess();
  }

  @Test
  void aRequestIsAnswered() {
    areTheSameTwice(
        talks(
            HttpTest::serve,
            () -> {
              try (var client = HttpClient.newHttpClient()) {
                var request = HttpRequest.newBuilder(SERVER).build();
                for (String answer : new String[] {"1/1", "1/2"}) {
                  assertThat(client.send(request, BodyHandlers.ofString()).body())
                      .isEqualTo(answer);
                }
                client.shutdownNow();
              }
            }));
  }
}
