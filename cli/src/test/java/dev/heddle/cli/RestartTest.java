package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.fixtures.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sockets that are handed over, and restarts by them. Linux only.
class RestartTest {
  private static final Path ACTIVATE = Path.of("/usr/bin/systemd-socket-activate");

  /// Asks until it is told to stop; an answer that does not come because the server has ended the
  /// connection between two requests is asked for once more.
  private static int ask(int port, AtomicBoolean stop) throws IOException {
    int answered = 0;
    while (!stop.get()) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var answers =
            new BufferedReader(
                new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
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
      long successor = heddle.successor();
      heddle.awaitListening(); // the successor's, which has the same output
      assertThat(heddle.exitCode()).isZero();
      ProcessHandle next = ProcessHandle.of(successor).orElseThrow();
      try {
        stop.set(true);
        for (var client : clients) {
          assertThat(client.get(30, TimeUnit.SECONDS)).isPositive();
        }
        assertThat(ServeProcessTest.answer("127.0.0.1:" + port, "still there"))
            .isEqualTo("ECHO: still there");
      } finally {
        next.destroy();
        next.onExit().get(30, TimeUnit.SECONDS);
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
          new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
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
        ProcessHandle next = ProcessHandle.of(heddle.successor()).orElseThrow();
        try {
          ann.awaits("the server is closing");
          assertThat(ann.lines().readLine()).isNull();
          try (var again = Member.at(port)) { // waits in the queue of the socket
            bob.types(" word\n");
            assertThat(again.awaits("unfinished word")).containsOnlyOnce("before");
          }
          assertThat(heddle.exitCode()).isZero();
        } finally {
          next.destroy();
          next.onExit().get(30, TimeUnit.SECONDS);
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
        ProcessHandle next = ProcessHandle.of(heddle.successor()).orElseThrow();
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
      ProcessHandle successor = ProcessHandle.of(heddle.successor()).orElseThrow();
      try {
        heddle.awaitListening();
        assertThat(heddle.exitCode()).isZero();
        assertThat(ServeProcessTest.answer(row, "hi")).isEqualTo("hi");
      } finally {
        successor.destroy();
        successor.onExit().get(30, TimeUnit.SECONDS);
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
      ProcessHandle successor = ProcessHandle.of(heddle.successor()).orElseThrow();
      try {
        assertThat(heddle.exitCode()).isZero();
        assertThat(ServeProcessTest.answer(row, "hi")).isEqualTo("ECHO: hi");
      } finally {
        successor.destroy();
        successor.onExit().get(30, TimeUnit.SECONDS);
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
      ProcessHandle successor = ProcessHandle.of(heddle.successor()).orElseThrow();
      try {
        heddle.signal("TERM"); // while the successor waits for the password
        successor.onExit().get(30, TimeUnit.SECONDS);
        assertThat(heddle.exitCode()).isZero();
      } finally {
        successor.destroyForcibly();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "selector, auto",
    "threads, auto",
    "virtual, auto",
    "loops, uring",
    "loops, epoll",
    "loops, nio"
  })
  void aSocketThatSystemdHasOpenedIsServed(String engine, String poller) throws Exception {
    assumeTrue(Files.exists(ACTIVATE), "needs systemd-socket-activate");
    String[] pollers = engine.equals("loops") ? new String[] {"--poller", poller} : new String[0];
    int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
    try (var heddle =
        HeddleProcess.startActivated(
            List.of(ACTIVATE.toString(), "-l", "127.0.0.1:" + port, "--fdname=echo.socket"),
            "serve",
            "echo",
            "--engine",
            engine,
            pollers)) {
      assertThat(heddle.nextErrorLine()).contains("Listening on");
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("hi\n".getBytes(StandardCharsets.UTF_8));
        byte[] answer = socket.getInputStream().readNBytes(9);
        assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("ECHO: hi\n");
      }
      assertThat(heddle.awaitListening().get(1)).contains("127.0.0.1:" + port);
      assertThat(heddle.signal("TERM").exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--accept          | is a connection, not a listening socket; one process serves all",
        "--accept --inetd  | standard input is a network socket (127.0.0.1:",
        "--inetd           | standard input is a network socket (127.0.0.1:"
      })
  void aProcessForEachConnectionIsRejected(String options, String why) throws Exception {
    assumeTrue(Files.exists(ACTIVATE), "needs systemd-socket-activate");
    int port = 12_000 + (int) (ProcessHandle.current().pid() % 7_000);
    List<String> command = new ArrayList<>(List.of(ACTIVATE.toString(), "-l", "127.0.0.1:" + port));
    command.addAll(List.of(options.split(" ")));
    try (var heddle = HeddleProcess.startActivated(command, "serve", "echo", "--log", "info")) {
      assertThat(heddle.nextErrorLine()).contains("Listening on");
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        String line = "";
        while (!line.startsWith("heddle serve: ")) {
          line = heddle.nextErrorLine();
        }
        assertThat(line).contains(why).contains("Accept=no");
      }
    }
  }

  @Test
  void theFileOfASocketThatSystemdHasOpenedStays(@TempDir Path folder) throws Exception {
    assumeTrue(Files.exists(ACTIVATE), "needs systemd-socket-activate");
    Path path = folder.resolve("chat.sock");
    try (var heddle =
        HeddleProcess.startActivated(
            List.of(
                ACTIVATE.toString(),
                "-l",
                path.toString(),
                "--fdname=chat",
                "-E",
                "_JAVA_SR_SIGNUM=50"), // the launcher's: else SIGUSR2 is the JVM's own
            "serve",
            "chat:unix:" + path,
            "--data",
            "none")) {
      assertThat(heddle.nextErrorLine()).contains("Listening on");
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      heddle.awaitListening();
      heddle.signal("USR2");
      ProcessHandle next = ProcessHandle.of(heddle.successor()).orElseThrow();
      heddle.awaitListening();
      assertThat(next.destroy()).isTrue();
      next.onExit().get(30, TimeUnit.SECONDS);
      assertThat(path).exists();
    }
  }

  @Test
  void aStatusPageOnAUnixSocketOutlivesARestart(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("status.sock");
    String target = "unix:" + path;
    try (var heddle = HeddleProcess.start("serve", "echo:0", "--status-port", target)) {
      heddle.awaitListening();
      heddle.signal("USR2");
      ProcessHandle next = ProcessHandle.of(heddle.successor()).orElseThrow();
      try {
        heddle.awaitListening();
        assertThat(heddle.exitCode()).isZero();
        assertThat(Run.heddle("ps", "--status", target).out()).startsWith("process " + next.pid());
      } finally {
        next.destroy();
        next.onExit().get(30, TimeUnit.SECONDS);
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
        ProcessHandle next = ProcessHandle.of(heddle.successor()).orElseThrow();
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

  @Test
  void aStatusPageMayBeOnAUnixSocketThatSystemdHasOpened(@TempDir Path folder) throws Exception {
    assumeTrue(Files.exists(ACTIVATE), "needs systemd-socket-activate");
    Path path = folder.resolve("status.sock");
    try (var heddle =
        HeddleProcess.startActivated(
            List.of(ACTIVATE.toString(), "-l", path.toString(), "--fdname=status"),
            "serve",
            "echo:0",
            "--drain",
            "1s",
            "--status-allowed-host",
            "example.org")) {
      assertThat(heddle.nextErrorLine()).contains("Listening on");
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      assertThat(heddle.awaitListening().getLast())
          .endsWith("curl --unix-socket " + path + " http://localhost/");
      assertThat(Run.heddle("ps", "--status", "unix:" + path).exitCode()).isZero();
      assertThat(heddle.signal("TERM").exitCode()).isZero();
      assertThat(path).exists(); // it is systemd's
    }
  }

  @Test
  void aStatusPageOnAGivenSocketThatOthersReachNeedsAToken() throws Exception {
    assumeTrue(Files.exists(ACTIVATE), "needs systemd-socket-activate");
    int port = 30_000 + (int) (ProcessHandle.current().pid() % 2_000);
    try (var heddle =
        HeddleProcess.startActivated(
            List.of(ACTIVATE.toString(), "-l", "0.0.0.0:" + port, "--fdname=status"),
            "serve",
            "echo:0",
            "--status-host",
            "127.0.0.1")) {
      assertThat(heddle.nextErrorLine()).contains("Listening on");
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      assertThat(heddle.complaints()).contains("a token is needed on an address that is not");
      assertThat(heddle.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void withoutAStatusPageASocketThatWasGivenForItIsClosed() throws Exception {
    assumeTrue(Files.exists(ACTIVATE), "needs systemd-socket-activate");
    int status = 32_000 + (int) (ProcessHandle.current().pid() % 500);
    int echo = status + 500;
    try (var heddle =
        HeddleProcess.startActivated(
            List.of(
                ACTIVATE.toString(),
                "-l",
                "127.0.0.1:" + status,
                "-l",
                "127.0.0.1:" + echo,
                "--fdname=status:echo"),
            "serve",
            "echo",
            "--drain",
            "5s",
            "--no-status")) {
      heddle.awaitError("Listening on");
      try (var client = Member.at(echo)) {
        client.types("hi\n");
        client.awaits("ECHO: hi");
        assertThat(heddle.awaitError("is not used")).contains("127.0.0.1:" + status, "--no-status");
      }
      assertThat(heddle.signal("TERM").exitCode()).isZero();
    }
  }

  @Test
  void aUnixSocketWhoseQueueIsFullIsTakenByAnother(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("echo");
    try (var busy =
            java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        var first = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        var second = SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      busy.bind(UnixDomainSocketAddress.of(path), 1);
      for (var waiting : List.of(first, second)) {
        waiting.configureBlocking(false);
        waiting.connect(UnixDomainSocketAddress.of(path));
      }
      try (var heddle = HeddleProcess.start("serve", "echo:unix:" + path)) {
        assertThat(heddle.nextErrorLine()).contains("another process listens there");
        assertThat(heddle.exitCode()).isEqualTo(1);
      }
    }
  }

  @Test
  void servicesListenOnUnixSockets(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("echo");
    try (var old = ServerSocketOn.path(path)) {
      assertThat(old.isOpen()).isTrue(); // and leaves its file behind
    }
    String place = "echo:unix:" + path;
    try (var heddle = HeddleProcess.start("serve", place, "--socket-mode", "0600")) {
      assertThat(heddle.awaitListening().get(1)).contains("unix:" + path, "nc -U " + path);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      try (var second = HeddleProcess.start("serve", place)) {
        assertThat(second.nextErrorLine()).contains("another process listens there");
        assertThat(second.exitCode()).isEqualTo(1);
      }
      try (var client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        client.write(ByteBuffer.wrap("hi\n".getBytes(StandardCharsets.UTF_8)));
        ByteBuffer answer = ByteBuffer.allocate(100);
        client.read(answer);
        assertThat(new String(answer.array(), StandardCharsets.UTF_8)).startsWith("ECHO: hi");
      }
      assertThat(heddle.signal("TERM").exitCode()).isZero();
      assertThat(path).doesNotExist();
    }
    Files.writeString(path, "precious");
    try (var heddle = HeddleProcess.start("serve", place)) {
      assertThat(heddle.nextErrorLine()).contains("is not a socket");
      assertThat(heddle.exitCode()).isEqualTo(1);
    }
    assertThat(path).hasContent("precious");
  }

  /// A listening socket whose file stays when it is closed.
  private record ServerSocketOn(java.nio.channels.ServerSocketChannel channel)
      implements AutoCloseable {
    static ServerSocketOn path(Path path) throws IOException {
      var channel =
          java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX);
      return new ServerSocketOn(channel.bind(UnixDomainSocketAddress.of(path)));
    }

    boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
