package dev.heddle.lab.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.lab.patterns.Patterns;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {

  private static Step step(String name) {
    return Steps.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  /// A client on a plain socket.
  private static final class Talk implements AutoCloseable {
    private final Socket socket;

    Talk(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
    }

    Talk send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Talk expect(String text) throws IOException {
      byte[] came = socket.getInputStream().readNBytes(text.length());
      assertThat(new String(came, StandardCharsets.UTF_8)).isEqualTo(text);
      return this;
    }

    /// All that comes, up to the end.
    String rest() throws IOException {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"step-1", "step-3", "step-6", "step-7", "step-11"})
  void linesAreEchoedToManyClients(String name) throws IOException {
    try (var server = step(name).starter().start(0);
        var first = new Talk(server.port());
        var second = new Talk(server.port())) {
      second.send("b\n").expect("ECHO: b\n");
      first.send("a\n").expect("ECHO: a\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"step-4", "step-5"})
  void bytesAreEchoedToManyClients(String name) throws IOException {
    try (var server = step(name).starter().start(0);
        var first = new Talk(server.port());
        var second = new Talk(server.port())) {
      second.send("b").expect("b");
      first.send("a").expect("a");
      String much = "x".repeat(50_000);
      second.send(much).expect(much);
      first.close();
      second.send("c").expect("c");
    }
  }

  @Test
  void theBlockingServerServesTheSecondClientAfterTheFirst() throws IOException {
    try (var server = step("step-2").starter().start(0);
        var first = new Talk(server.port());
        var second = new Talk(server.port())) {
      first.send("a\n").expect("ECHO: a\n");
      second.send("b\n");
      first.close();
      second.expect("ECHO: b\n");
    }
  }

  @Test
  void theSameHandlersRunOnTheEngines() throws IOException {
    Handler handler = connection -> connection.writeLine("ECHO: " + connection.readLine());
    try (Server blocking = Step2.start(handler);
        Server threads = Step3.start(handler);
        Server virtual = Step7.start(handler)) {
      for (Server server : List.of(blocking, threads, virtual)) {
        try (var talk = new Talk(server.port())) {
          talk.send("a\n").expect("ECHO: a\n");
        }
      }
    }
    try (Server selector = Step4.startOnHeddle();
        var talk = new Talk(selector.port())) {
      talk.send("a").expect("a");
    }
  }

  @Test
  void clientsShareOneTally() throws IOException {
    try (var server = step("step-9").starter().start(0);
        var first = new Talk(server.port());
        var second = new Talk(server.port())) {
      first.send("ann\n").expect("1 so far; before you: nobody\n");
      second.send("bob\n").expect("2 so far; before you: ann\n");
    }
  }

  @Test
  void whatOneSaysAllOthersHear() throws IOException {
    try (var server = step("step-10").starter().start(0);
        var first = new Talk(server.port());
        var second = new Talk(server.port())) {
      first.send("hi\n");
      second.send("hello\n"); // one of them joined last, and so is heard by the other
      byte[] heard = new byte[1];
      first.socket.setSoTimeout(100);
      second.socket.setSoTimeout(100);
      for (boolean any = false; !any; first.send("again\n"), second.send("again\n")) {
        any = hears(first, heard) || hears(second, heard);
      }
    }
  }

  private static boolean hears(Talk talk, byte[] target) throws IOException {
    try {
      return talk.socket.getInputStream().read(target) == 1;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void aServerPrintsItsFiguresAndDrains() throws Exception {
    Server server = Step11.start(0);
    try (var talk = new Talk(server.port())) {
      talk.send("a\n").expect("ECHO: a\n");
      assertThat(Step11.figures(server)).startsWith("1 connected, 1 so far, 0 silent");
    }
    Step11.stop(server);
    assertThat(server.stats().active()).isZero();
  }

  @Test
  void aDatagramIsAnswered() throws IOException {
    try (var server = step("step-14").starter().start(0);
        var socket = new DatagramSocket()) {
      socket.setSoTimeout(20_000);
      var packet =
          new DatagramPacket(
              new byte[] {'h', 'i'}, 2, InetAddress.getLoopbackAddress(), server.port());
      socket.send(packet);
      socket.receive(packet);
      assertThat(new String(packet.getData(), StandardCharsets.UTF_8)).isEqualTo("HI");
    }
  }

  @Test
  void tenLinesAnswerABrowser() throws IOException {
    try (Server server = Step15.startTenLines(0);
        var browser = new Talk(server.port())) {
      assertThat(browser.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").rest())
          .startsWith("HTTP/1.0 200 OK\r\n")
          .endsWith("\r\n\r\nYou sent: GET /x HTTP/1.1\n");
    }
  }

  @Test
  void theWebServerByHandAnswersOneRequestAfterAnother(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<h1>hi</h1>");
    try (Server server = Step15.start(0, folder);
        var browser = new Talk(server.port())) {
      browser.send(
          "GET / HTTP/1.1\r\nhost: a\r\n\r\nHEAD /index.html?q HTTP/1.1\r\nHost: a\r\n\r\n");
      browser.send("DELETE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      String answers = browser.rest().replaceAll("Date: \\w{3}, \\d\\d .{17} GMT\r\n", "");
      String type = "Content-Type: text/html; charset=utf-8\r\nContent-Length: 11\r\n\r\n";
      assertThat(answers)
          .startsWith("HTTP/1.1 200 OK\r\n" + type + "<h1>hi</h1>HTTP/1.1 200 OK\r\n" + type)
          .contains("HTTP/1.1 405 Method Not Allowed\r\n", "\r\nAllow: GET, HEAD\r\n")
          .contains("\r\nConnection: close\r\n\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /a%20b.txt HTTP/1.0          | 200 OK
          GET /nothing HTTP/1.0            | 404 Not Found
          GET /../secret HTTP/1.0          | 404 Not Found
          GET /%2e%2e/secret HTTP/1.0      | 404 Not Found
          GET /..%2fsecret HTTP/1.0        | 404 Not Found
          GET //secret HTTP/1.0            | 404 Not Found
          GET /%2Fsecret HTTP/1.0          | 404 Not Found
          GET /link HTTP/1.0               | 404 Not Found
          GET /.hidden HTTP/1.0            | 404 Not Found
          GET /%00 HTTP/1.0                | 404 Not Found
          GET /%zz HTTP/1.0                | 404 Not Found
          GET / HTTP/1.1                   | 400 Bad Request
          GET /                            | 400 Bad Request
          GET secret HTTP/1.0              | 400 Bad Request
          GET / HTTP/2.0                   | 400 Bad Request
          POST / HTTP/1.0                  | 405 Method Not Allowed
          """)
  void theWebServerByHandServesWhatIsInItsFolder(
      String request, String status, @TempDir Path folder) throws IOException {
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.writeString(folder.resolve("secret"), "secret");
    Files.writeString(root.resolve("a b.txt"), "a");
    Files.writeString(root.resolve(".hidden"), "secret");
    Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
    try (Server server = Step15.start(0, root);
        var browser = new Talk(server.port())) {
      assertThat(browser.send(request + "\r\n\r\n").rest())
          .startsWith("HTTP/1.1 " + status + "\r\n")
          .doesNotContain("\r\n\r\nsecret");
    }
  }

  @Test
  void theWebServerByHandRefusesWhatItCannotRead(@TempDir Path folder) throws IOException {
    String host = "GET / HTTP/1.1\r\nHost: a\r\n";
    List<String> requests =
        List.of(
            host + "Host: b\r\n\r\n",
            host + "no colon\r\n\r\n",
            host + " folded: x\r\n\r\n",
            host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            host + "x".repeat(100_000) + "\r\n\r\n",
            host + "f: x\r\n".repeat(200) + "\r\n");
    try (Server server = Step15.start(0, folder)) {
      for (String request : requests) {
        try (var browser = new Talk(server.port())) {
          assertThat(browser.send(request).rest()).startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
      }
      assertThat(server.stats().handlerFailures()).isZero();
    }
  }

  @Test
  void theConvertedServerDoublesAndCounts() throws IOException {
    var doubling = new Doubling();
    try (Server server = doubling.start(0);
        var talk = new Talk(server.port())) {
      talk.send("21\nx\n").expect("42\nerror: not an integer: \"x\"\n");
    }
    assertThat(doubling.total()).isOne();
  }

  @Test
  void coroutinesSleepAtTheSameTimeAndNeverRunAtTheSameTime() throws Exception {
    var over = new CountDownLatch(3);
    var running = new AtomicBoolean();
    var together = new AtomicBoolean();
    var log = new ArrayList<String>(); // theirs: only one of them runs
    try (var scheduler = new Scheduler()) {
      for (int i = 1; i <= 3; i++) {
        int number = i;
        scheduler.spawn(() -> {
          scheduler.sleep(20L * (4 - number));
          together.compareAndSet(false, running.getAndSet(true));
          log.add("coroutine " + number);
          running.set(false);
          over.countDown();
        });
      }
      Thread loop =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  scheduler.run();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      over.await();
      scheduler.close();
      loop.join();
    }
    assertThat(together).isFalse();
    assertThat(log).containsExactly("coroutine 3", "coroutine 2", "coroutine 1");
  }

  @Test
  void noStepHasAPatternsName() {
    var names = new ArrayList<String>();
    Steps.all().forEach(step -> names.add(step.name()));
    Patterns.all().forEach(pattern -> names.add(pattern.name()));
    assertThat(names).doesNotHaveDuplicates();
  }
}
