package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Restarts, by which a process hands its sockets over to a new one. Linux only.
class RestartTest {
  /// Asks until it is told to stop; an answer that does not come because the server has ended the
  /// connection between two requests is asked for once more.
  private static int ask(int port, AtomicBoolean stop) throws IOException {
    int answered = 0;
    while (!stop.get()) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String answer = "";
        while (answer != null && !stop.get()) {
          socket.getOutputStream().write((answered + "\n").getBytes(StandardCharsets.UTF_8));
          answer = answers.readLine();
          if (answer != null) {
            assertThat(answer).isEqualTo("ECHO: " + answered);
            answered++;
          }
        }
      }
    }
    return answered;
  }

  @ParameterizedTest
  @ValueSource(strings = {"virtual", "loops"})
  void aRestartUnderLoadLosesNothing(String engine) throws Exception {
    try (var heddle = HeddleProcess.start("serve", "echo:0", "--engine", engine)) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      var stop = new AtomicBoolean();
      var clients = List.of(asking(port, stop), asking(port, stop), asking(port, stop));
      heddle.signal("USR2");
      try (Successor _ = heddle.successor()) {
        heddle.awaitListening(); // the successor's, which has the same output
        assertThat(heddle.exitCode()).isZero();
        stop.set(true);
        for (var client : clients) {
          assertThat(client.get(30, TimeUnit.SECONDS)).isPositive();
        }
        assertThat(ServeProcessTest.answer("127.0.0.1:" + port, "still there"))
            .isEqualTo("ECHO: still there");
      }
    }
  }

  private static CompletableFuture<Integer> asking(int port, AtomicBoolean stop) {
    var result = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            result.complete(ask(port, stop));
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  @Test
  void aSuccessorThatFailsToStartLeavesTheOldOneServing(@TempDir Path folder) throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    try (var heddle =
        HeddleProcess.start("serve", "web", "echo", "--port", "0", "--root", root.toString())) {
      List<String> table = heddle.awaitListening();
      String echo = table.stream().filter(r -> r.startsWith("echo")).findFirst().orElseThrow();
      Files.delete(root);
      heddle.signal("USR2");
      heddle.successor();
      assertThat(heddle.nextErrorLine()).contains("not a folder that can be read");
      assertThat(heddle.nextErrorLine()).contains("restart failed", "continues");
      assertThat(ServeProcessTest.answer(echo, "hi")).isEqualTo("ECHO: hi");
      assertThat(heddle.signal("TERM").exitCode()).isZero();
    }
  }

  /// A member of a chat.
  private record Member(Socket socket, BufferedReader lines) implements AutoCloseable {
    static Member at(int port) throws IOException {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(30_000);
      return new Member(socket, socket(socket));
    }

    private static BufferedReader socket(Socket socket) throws IOException {
      return new BufferedReader(
          new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    Member types(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    /// All lines up to one with this text.
    String awaits(String text) throws IOException {
      var seen = new StringBuilder();
      for (String line; (line = lines.readLine()) != null; ) {
        seen.append(line).append('\n');
        if (line.contains(text)) {
          return seen.toString();
        }
      }
      throw new IOException("ended after: " + seen);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void membersOfAChatThatRestartsFindItsMessagesWhenTheyComeAgain(@TempDir Path folder)
      throws Exception {
    try (var heddle = HeddleProcess.start("serve", "chat:0", "--data", folder.toString())) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var ann = Member.at(port);
          var bob = Member.at(port)) {
        ann.awaits("Welcome");
        bob.awaits("Welcome");
        ann.types("before\n");
        bob.awaits("before");
        bob.types("unfinished"); // holds the drain
        heddle.signal("USR2");
        try (Successor _ = heddle.successor()) {
          ann.awaits("the server is closing");
          assertThat(ann.lines().readLine()).isNull();
          try (var again = Member.at(port)) { // waits in the queue of the socket
            bob.types(" word\n");
            assertThat(again.awaits("unfinished word")).containsOnlyOnce("before");
          }
          assertThat(heddle.exitCode()).isZero();
        }
      }
    }
  }

  @Test
  void aChatServesAgainIfTheNewProcessEndsBeforeItHasTakenOver(@TempDir Path folder)
      throws Exception {
    Path path = folder.resolve("web.sock");
    try (var heddle =
        HeddleProcess.start(
            "serve", "chat:0", "web:unix:" + path, "--data", folder.resolve("data").toString())) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var ann = Member.at(port)) {
        ann.awaits("Welcome");
        ann.types("before\nunfinished");
        heddle.signal("USR2");
        ProcessHandle next = heddle.successor().handle();
        heddle.awaitError("is prepared");
        heddle.signal("USR2").awaitError("another restart is under way");
        next.destroyForcibly();
        ann.types(" word\n");
        heddle.awaitError("restart failed");
      }
      heddle.awaitListening();
      try (var again = Member.at(port)) {
        assertThat(again.awaits("unfinished word")).containsOnlyOnce("before");
      }
      assertThat(path).exists();
      assertThat(heddle.signal("TERM").exitCode()).isZero();
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void aProcessEndsWithAnErrorIfNeitherItNorTheNewOneCanOpenTheData(@TempDir Path folder)
      throws Exception {
    try (var heddle = HeddleProcess.start("serve", "chat:0", "--data", folder.toString())) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var ann = Member.at(port)) {
        ann.awaits("Welcome");
        ann.types("unfinished");
        heddle.signal("USR2");
        heddle.awaitError("is prepared");
        Files.move(folder.resolve("chat.db"), folder.resolve("moved.db"));
        Files.createDirectory(folder.resolve("chat.db"));
      }
      heddle.awaitError("restart failed");
      assertThat(heddle.complaints()).contains("chat: ", "chat.db");
      assertThat(heddle.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void aSuccessorGetsEveryWordOfTheCommandAlsoAnEmptyOne() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "echo:0", "--no-status", "--prefix", "")) {
      String row = heddle.awaitListening().get(1);
      heddle.signal("USR2");
      try (Successor _ = heddle.successor()) {
        heddle.awaitListening();
        assertThat(heddle.exitCode()).isZero();
        assertThat(ServeProcessTest.answer(row, "hi")).isEqualTo("hi");
      }
    }
  }

  @Test
  void aRestartNeedsFewDescriptors() throws Exception {
    try (var heddle =
        HeddleProcess.startActivated(
            List.of("prlimit", "--nofile=128:128", "env", "_JAVA_SR_SIGNUM=50"),
            "serve",
            "echo:0",
            "--drain",
            "5s",
            "--no-status")) {
      String row = heddle.awaitListening().get(1);
      heddle.signal("USR2");
      try (Successor _ = heddle.successor()) {
        assertThat(heddle.exitCode()).isZero();
        assertThat(ServeProcessTest.answer(row, "hi")).isEqualTo("ECHO: hi");
      }
    }
  }

  @Test
  void aSuccessorThatIsNotReadyYetEndsWithTheProcessThatStartedIt(@TempDir Path folder)
      throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "secret");
    Path store = folder.resolve("tls.p12");
    TestCertificate.selfSigned("localhost").writeStore(store, "secret");
    try (var heddle =
        HeddleProcess.start(
            "serve",
            "echo:0",
            "--tls-cert",
            store.toString(),
            "--tls-key-password-file",
            password.toString())) {
      heddle.awaitListening();
      Files.delete(password);
      assertThat(new ProcessBuilder("mkfifo", password.toString()).start().waitFor()).isZero();
      heddle.signal("USR2");
      ProcessHandle successor = heddle.successor().handle();
      try {
        heddle.signal("TERM"); // while the successor waits for the password
        successor.onExit().get(30, TimeUnit.SECONDS);
        assertThat(heddle.exitCode()).isZero();
      } finally {
        successor.destroyForcibly();
      }
    }
  }

  @Test
  void aStatusPageOnAUnixSocketOutlivesARestart(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("status.sock");
    String target = "unix:" + path;
    try (var heddle = HeddleProcess.start("serve", "echo:0", "--status-port", target)) {
      heddle.awaitListening();
      heddle.signal("USR2");
      try (Successor next = heddle.successor()) {
        heddle.awaitListening();
        assertThat(heddle.exitCode()).isZero();
        assertThat(Run.heddle("ps", "--status", target).out()).startsWith("process " + next.pid());
      }
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void aStatusPageStaysOnItsUnixSocketIfTheNewProcessEnds(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("status.sock");
    String target = "unix:" + path;
    try (var heddle =
        HeddleProcess.start(
            "serve", "chat:0", "--status-port", target, "--data", folder.resolve("data") + "")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var ann = Member.at(port)) {
        ann.awaits("Welcome");
        ann.types("unfinished");
        heddle.signal("USR2");
        ProcessHandle next = heddle.successor().handle();
        heddle.awaitError("is prepared");
        next.destroyForcibly();
        ann.types(" word\n");
        heddle.awaitError("restart failed");
      }
      heddle.awaitListening();
      assertThat(Run.heddle("ps", "--status", target).exitCode()).isZero();
      assertThat(heddle.signal("TERM").exitCode()).isZero();
      assertThat(path).doesNotExist();
    }
  }
}
