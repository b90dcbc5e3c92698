package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.fixtures.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sockets that systemd has opened. Linux only.
class GivenSocketsTest {
  private static final Path ACTIVATE = Path.of("/usr/bin/systemd-socket-activate");

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
      ProcessHandle next = heddle.successor().handle();
      heddle.awaitListening();
      assertThat(next.destroy()).isTrue();
      next.onExit().get(30, TimeUnit.SECONDS);
      assertThat(path).exists();
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
      try (Peer client = Peer.connect(new InetSocketAddress("127.0.0.1", echo))) {
        assertThat(client.send("hi\n").line()).isEqualTo("ECHO: hi");
        assertThat(heddle.awaitError("is not used")).contains("127.0.0.1:" + status, "--no-status");
      }
      assertThat(heddle.signal("TERM").exitCode()).isZero();
    }
  }
}
